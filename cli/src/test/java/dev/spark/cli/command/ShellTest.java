package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.ONE_KEY));
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private List<String> ran() {
        return cli.programs().runs().getFirst();
    }

    @Test
    void startsSshThroughTheTunnel() throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/id_rsa"), "a key of the person's");

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isZero();
        assertThat(ran().getFirst()).isEqualTo("/usr/bin/ssh");
        assertThat(ran().getLast()).isEqualTo("user@demo.spark");
        assertThat(ran())
                .contains(
                        "ProxyCommand='/opt/spark/spark' tunnel --remember-host-key -- 's-7f3kq2m9ab'",
                        "HostKeyAlias=s-7f3kq2m9ab.spark",
                        "StrictHostKeyChecking=yes",
                        "UserKnownHostsFile=\"" + home + "/.config/spark/known_hosts\"",
                        "IdentityFile=\"" + home + "/.ssh/id_rsa\"")
                .noneMatch(word -> word.contains("id_ecdsa"));
    }

    @Test
    void neverPutsTheTokenOnACommandLine() {
        cli.run("shell", "demo");

        assertThat(ran()).noneMatch(word -> word.contains("secret-token"));
    }

    @Test
    void passesACommandAndItsExitCodeOn() {
        cli.programs().exitWith(42);

        var result = cli.run("shell", "demo", "--", "-A", "exit 42");

        assertThat(result.exitCode()).isEqualTo(42);
        assertThat(ran()).startsWith("/usr/bin/ssh", "-A", "-o").endsWith("user@demo.spark", "exit 42");
    }

    @Test
    void takesACommandWithoutDashesToo() {
        cli.run("ssh", "demo", "ls", "-la");

        assertThat(ran()).endsWith("user@demo.spark", "ls", "-la");
    }

    @Test
    void quotesALauncherWithSpacesAndPercents() {
        cli.with("SPARK_LAUNCHER", "/opt/it's 100%/spark").run("shell", "demo");

        assertThat(ran())
                .contains("ProxyCommand='/opt/it'\\''s 100%%/spark' tunnel --remember-host-key -- 's-7f3kq2m9ab'");
    }

    @Test
    void startsThisJvmWhereThereIsNoLauncher() {
        cli.without("SPARK_LAUNCHER").run("shell", "demo");

        assertThat(ran())
                .anyMatch(word -> word.startsWith("ProxyCommand='" + System.getProperty("java.home") + "/bin/java' ")
                        && word.endsWith(" 'dev.spark.cli.Start' tunnel --remember-host-key -- 's-7f3kq2m9ab'"));
    }

    @Test
    void refusesNamesThatCouldBeOptions() {
        for (var name : new String[] {"-oProxyCommand=x", "a b", "a;b", "../x", "a'b"}) {
            assertThat(cli.run("shell", "--", name).exitCode()).isEqualTo(2);
        }
        assertThat(cli.programs().runs()).isEmpty();
    }

    @Test
    void saysWhatToDoWithoutSsh() {
        cli.programs().without("ssh");

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("spark: there is no `ssh` on this machine\n");
    }

    @Test
    void waitsForASparkThatIsStillBeingMade() {
        gateway.on("GET", "/v1/sparks/s-7f3kq2m9ab", json(200, Bodies.spark("running")));
        for (var state : List.of("queued", "creating", "interrupted")) {
            gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark(state)));

            assertThat(cli.run("shell", "demo").exitCode()).isZero();
        }
        assertThat(cli.programs().runs()).hasSize(3);
    }

    @Test
    void saysOnATerminalThatItWakesOneThatSleeps() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("asleep")));

        assertThat(cli.run("shell", "demo").err()).isEmpty();
        cli.on(new FakeTerminal(true, true, true));
        assertThat(cli.run("shell", "demo").err()).isEqualTo("  Waking demo …\n");
        assertThat(cli.run("cp", "demo:log", "-").err()).isEqualTo("  Waking demo …\n");
        assertThat(cli.programs().runs()).hasSize(3);
    }

    @Test
    void connectsToOneThatSleepsBesideSsh() throws Exception {
        var woken = new CompletableFuture<Void>();
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("asleep")));
        gateway.on("GET", "/v1/sparks/demo/tunnel", exchange -> {
            woken.complete(null);
            exchange.webSocket(Map.of()).close(1000, "");
        });

        assertThat(cli.run("shell", "demo").exitCode()).isZero();

        woken.get(10, TimeUnit.SECONDS);
        assertThat(gateway.calls()).contains("GET /v1/sparks/demo/tunnel?port=22");
    }

    @Test
    void waitsForOneThatIsWakingAlready() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("waking")));
        gateway.on("GET", "/v1/sparks/s-7f3kq2m9ab", json(200, Bodies.spark("running")));

        var result = cli.on(new FakeTerminal(true, true, true)).run("shell", "demo");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("demo is waking …");
    }

    @Test
    void refusesOneThatNoConnectionWakes() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("asleep", ",\"wake_policy\":\"manual\"")));

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("Wake it first: spark wake demo");
        assertThat(cli.programs().runs()).isEmpty();
    }

    @Test
    void saysHowToGetOneOutOfTheTrash() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("trashed")));

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: demo is in the trash\n       Take it out: spark undelete demo\n");
    }

    @Test
    void refusesOneThatIsOnItsWayOut() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("deleting")));

        assertThat(cli.run("shell", "demo").exitCode()).isEqualTo(4);
        assertThat(cli.run("shell", "gone").exitCode()).isEqualTo(3);
    }

    @Test
    void saysWhyNoKeyIsAcceptedWhenSshFails() {
        cli.programs().exitWith(255);

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err()).startsWith("spark: your account knows none of this machine's SSH keys\n");
    }

    @Test
    void copiesFilesInAndOut() {
        cli.run("cp", "-r", "src", "demo:project/src");
        cli.run("cp", "demo.spark:log", "-");

        assertThat(cli.programs().runs().get(0))
                .startsWith("/usr/bin/scp", "-r", "-o")
                .endsWith("--", "src", "user@demo.spark:project/src");
        assertThat(cli.programs().runs().get(1)).endsWith("--", "user@demo.spark:log", "-");
    }

    @Test
    void refusesCopiesThatAreNone() {
        assertThat(cli.run("cp", "a", "b").exitCode()).isEqualTo(2);
        assertThat(cli.run("cp", "./a:b", "c").exitCode()).isEqualTo(2);
        assertThat(cli.run("cp", "demo:a", "other:b").exitCode()).isEqualTo(2);
        assertThat(cli.run("cp", "demo:a").exitCode()).isEqualTo(2);
    }
}
