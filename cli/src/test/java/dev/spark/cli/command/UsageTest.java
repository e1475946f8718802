package dev.spark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.run.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    Path home;

    Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(home);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "list",
                "ls",
                "status",
                "why",
                "events",
                "sleep",
                "wake",
                "stop",
                "retry",
                "hold",
                "set",
                "extend",
                "delete",
                "undelete",
                "shell",
                "ssh",
                "exec",
                "cp",
                "forward",
                "config-ssh",
                "tunnel",
                "login",
                "whoami",
                "key",
                "key add",
                "key list",
                "key remove",
                "token",
                "token create",
                "token list",
                "token revoke",
                "quota",
                "quota set",
                "up",
                "down",
                "doctor",
                "completion",
                "version"
            })
    void helpsWithExamples(String command) {
        var words = (command + " --help").split(" ");

        var result = cli.run(words);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("Usage: spark ")
                .contains("Examples:\n  ")
                .doesNotContain("<main class>");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 110);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void listsEveryCommandWithoutOne() {
        var result = cli.run();

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("create", "why ", "undelete", "shell, ssh", "config-ssh", "doctor", "Exit codes: 0 done");
        assertThat(cli.run("--help").out()).isEqualTo(result.out());
    }

    @Test
    void saysItsVersion() {
        assertThat(cli.run("version").out()).startsWith("spark ").contains("(Java ");
        assertThat(cli.run("--version").out()).startsWith("spark ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "creat",
                "frobnicate",
                "status",
                "status a b",
                "list --nonsense",
                "list -o yaml",
                "list --limit many",
                "key",
                "key frob",
                "token",
                "token create",
                "delete",
                "exec",
                "cp one",
                "tunnel",
                "create --timeout soon",
                "create --ttl soon",
                "create --idle 500ms",
                "create --idle never",
                "create --idle 0",
                "hold demo never --reason r",
                "exec -o json --timeout 500ms demo -- true",
                "token create ci --expires soon",
                "extend",
                "extend demo",
                "set demo",
                "set demo --label team",
                "extend demo --ttl soon",
                "hold",
                "hold demo",
                "hold demo 2h",
                "why",
                "undelete",
                "--nonsense",
                "list --watch --limit 3",
                "create --shell --no-wait",
                "status no_name"
            })
    void refusesWrongUsageInTwoLines(String command) {
        var result = cli.with("SPARK_URL", "http://127.0.0.1:1").run(command.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err()).startsWith("spark: ");
    }

    @Test
    void proposesTheCommandThatWasMeant() {
        assertThat(cli.run("creat").err()).endsWith("Did you mean: spark create\n");
        assertThat(cli.run("lst").err()).endsWith("Did you mean: spark list\n");
        assertThat(cli.run("frobnicate").err()).endsWith("See: spark --help\n");
        assertThat(cli.run("key", "frobnicate").err())
                .isEqualTo("spark: there is no command “key frobnicate”\n       See: spark key --help\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rm demo              | spark delete demo
            rm                   | spark delete NAME
            start demo           | spark wake demo
            restart demo         | spark stop demo && spark wake demo
            run demo -- make     | spark exec demo -- COMMAND
            env demo             | spark create demo --env K=V, or exec demo -- env
            ps                   | spark list
            key delete SHA256:x  | spark key remove
            token rm x           | spark token revoke
            token new x          | spark token create
            """)
    void proposesWhatOtherToolsCallOtherwise(String typed, String meant) {
        var result = cli.run(typed.strip().split(" +"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).endsWith("\n       Did you mean: " + meant + "\n");
    }

    @Test
    void namesTheOptionAsItWasTyped() {
        assertThat(cli.run("token", "create", "ci", "--expires", "soon").err())
                .startsWith("spark: invalid value for option '--expires': “soon” is not a duration such as 90s,");
        assertThat(cli.run("token", "create", "ci", "--expires-in=soon").err())
                .contains("option '--expires-in': “soon”");
        assertThat(cli.run("hold", "demo", "1h30", "--reason", "x").err())
                .startsWith("spark: “1h30” is not a duration such as 90s,");
    }

    @Test
    void helpsWhenAskedInAWord() {
        assertThat(cli.run("help")).isEqualTo(cli.run("--help"));
        assertThat(cli.run("help", "create")).isEqualTo(cli.run("create", "--help"));
        assertThat(cli.run("help", "key", "add")).isEqualTo(cli.run("key", "add", "--help"));
        assertThat(cli.run("help", "creat")).isEqualTo(cli.run("creat"));
    }

    @Test
    void wantsAGateway() {
        var result = cli.run("list");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("spark: no gateway is set\n");
    }

    @Test
    void passesTheLocalStackOn() throws Exception {
        var target = Files.createDirectories(home.resolve("repo/local-stack/target"));
        Files.writeString(target.resolve("local-stack.jar"), "");
        cli.with("SPARK_ROOT", home.resolve("repo").toString());
        cli.programs().exitWith(5);

        assertThat(cli.run("down", "--purge", "now").exitCode()).isEqualTo(5);

        assertThat(cli.programs().runs())
                .containsExactly(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        target + "/local-stack.jar:" + target + "/lib/*",
                        "dev.spark.local.stack.Main",
                        "down",
                        "--purge",
                        "now"));
    }

    @Test
    void saysWhereTheLocalStackIsToBeFound() {
        assertThat(cli.run("up").exitCode()).isEqualTo(2);
        assertThat(cli.run("up").err()).startsWith("spark: `spark up` works in Spark's repository only\n");
        assertThat(cli.with("SPARK_ROOT", home.toString()).run("doctor").exitCode())
                .isEqualTo(1);
    }
}
