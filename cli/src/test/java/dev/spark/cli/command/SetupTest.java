package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.json.Json;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code spark templates}, {@code setup}, {@code logs} and {@code reset-root}. */
class SetupTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";
    private static final String TEMPLATES = """
            {"items":[{"name":"api-go","title":"Go API","description":"An API.","size":{"cpu":"2","memory":"2Gi"},\
            "ports":[8080],"env_names":[],"packages":[],"steps":[]}],\
            "problems":[{"file":"mine.yaml","line":7,"message":"ports: must be an array"}]}""";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;
    final List<String> sent = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/sparks/demo/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            sent.add(socket.read().text());
            socket.channel(1, "what it printed\n");
            socket.text("{\"exit_code\":1}");
        });
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void listsTemplatesAndWhatIsLeftOut() {
        gateway.on("GET", "/v1/templates", json(200, TEMPLATES));

        var result = cli.run("templates");

        assertThat(result.out().lines())
                .containsExactly("NAME    WHAT IT IS  PORTS  SIZE", "api-go  Go API      8080   2 cpu, 2Gi");
        assertThat(result.err()).isEqualTo("left out: mine.yaml, line 7: ports: must be an array\n");
        assertThat(cli.run("templates", "-o", "json").out()).isEqualTo(TEMPLATES);
    }

    @Test
    void setsUpAgainAndPassesOnWhetherThatWorked() {
        assertThat(cli.run("setup", "demo")).isEqualTo(new Cli.Result(1, "what it printed\n", ""));
        assertThat(sent.getFirst()).contains("[\"sudo\",\"/usr/local/lib/spark/setup\",\"--again\"]");
    }

    @Test
    void forwardsTheAgentWhereThereIsOne() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on("GET", "/v1/ssh-keys", json(200, Bodies.ONE_KEY));
        cli.with("SSH_AUTH_SOCK", "/run/agent").programs().exitWith(1);

        assertThat(cli.run("setup", "demo").exitCode()).isEqualTo(1);

        assertThat(cli.programs().runs().getFirst())
                .contains("/usr/bin/ssh", "user@demo.spark", "-A")
                .endsWith("sudo /usr/local/lib/spark/setup --again --agent \"$SSH_AUTH_SOCK\"");
        assertThat(sent).isEmpty();
        assertThat(cli.run("setup", "demo", "--no-agent").out()).isEqualTo("what it printed\n");
    }

    @Test
    void showsTheLogOfTheSetUpOrOfTheProject() {
        cli.run("logs", "demo", "--setup", "-f");
        cli.run("logs", "demo");

        assertThat(sent.getFirst()).contains("\"/var/log/spark/setup.log\",\"-F\"");
        assertThat(sent.get(1)).contains("serve.log\",\"\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'', nothing was set up in demo",
        "'2026-03-01T12:00:00Z setup done: \n2026-03-01T13:00:00Z setup done: \n', nothing was set up in demo",
        "'2026-03-01T12:00:00Z repo failed: no such host\n', repo failed"
    })
    void saysThatNothingWasSetUp(String log, String shown) throws Exception {
        var file = Files.writeString(home.resolve("setup.log"), log.replace("\\n", "\n"));
        cli.run("logs", "demo", "--setup");
        var words = Json.parse(sent.getFirst().getBytes(StandardCharsets.UTF_8)).path("command");
        var command = new ArrayList<String>();
        words.forEach(word -> command.add(word.asText().replace("/var/log/spark/setup.log", file.toString())));

        var process = new ProcessBuilder(command).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(shown)
                .doesNotContain("NAME");
        assertThat(process.waitFor()).isEqualTo(shown.startsWith("nothing") ? 1 : 0);
    }

    @Test
    void putsARootBackAndWaitsUntilItRuns() {
        gateway.on("POST", "/v1/sparks/demo/reset-root", json(202, Bodies.spark("interrupted")));
        gateway.on("GET", ID, json(200, Bodies.spark("interrupted")), json(200, Bodies.spark("running")));

        assertThat(cli.run("reset-root", "demo").out()).startsWith("demo is running after ");
    }

    @Test
    void putsTheRootOfOneThatSleepsBack() {
        gateway.on("POST", "/v1/sparks/demo/reset-root", json(202, Bodies.spark("asleep")));

        assertThat(cli.run("reset-root", "demo")).isEqualTo(new Cli.Result(0, "demo is asleep\n", ""));
    }
}
