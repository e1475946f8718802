package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.FakeProxy;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetSparkTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";
    private static final String NOW = Bodies.spark("running", ",\"labels\":{\"team\":\"web\",\"tmp\":\"1\"}");
    private static final String THEN =
            Bodies.spark("running", ",\"labels\":{\"team\":\"api\"},\"idle_timeout\":\"2h\",\"wake_policy\":\"ssh\"");

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/sparks/demo", json(200, NOW));
        gateway.on("PATCH", ID, json(200, THEN));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void changesWhatIsNamedAndKeepsTheRest() {
        var result = cli.run(
                "set", "demo", "--idle", "2h", "--wake-policy", "ssh", "--label", "team=api", "--label", "tmp=");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("demo: sleeps after 2h without use, wakes by ssh, labels team=api\n");
        var sent = gateway.last("PATCH", ID);
        assertThat(sent.text())
                .isEqualTo("{\"labels\":{\"team\":\"api\"},\"idle_timeout\":\"2h\",\"wake_policy\":\"ssh\"}");
        assertThat(sent.header("authorization")).isEqualTo("Bearer secret-token");
        assertThat(sent.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void leavesLabelsAloneThatAreNotSpokenOf() {
        cli.run("set", "demo", "--idle", "1h30m");

        assertThat(gateway.last("PATCH", ID).text()).isEqualTo("{\"idle_timeout\":\"5400s\"}");
        assertThat(cli.run("set", "demo", "--idle", "2h", "-o", "json").out()).isEqualTo(THEN);
    }

    @Test
    void goesByTheProxyToo() throws IOException {
        try (var proxy = new FakeProxy(gateway)) {
            var result = cli.with("SPARK_URL", "http://gateway.test:" + gateway.port())
                    .with("http_proxy", proxy.address())
                    .run("set", "demo", "--idle", "2h");

            assertThat(result.exitCode()).isZero();
            assertThat(proxy.requests()).contains("CONNECT gateway.test:" + gateway.port() + " HTTP/1.1");
        }
    }

    @Test
    void namesTheOptionThatIsNotTaken() {
        gateway.on("PATCH", ID, json(400, """
                {"title":"The request is not valid","code":"invalid_request","field":"wake_policy",\
                "detail":"wake_policy: must be any, ssh or manual"}"""));

        assertThat(cli.run("set", "demo", "--wake-policy", "never").err())
                .isEqualTo("spark: --wake-policy never: must be any, ssh or manual\n       See: spark set --help\n");
    }

    @Test
    void passesARefusalOn() {
        gateway.on("PATCH", ID, problem(409, "conflict", "It cannot be done now", "It is in the trash."));

        var result = cli.run("set", "demo", "--idle", "2h");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).startsWith("spark: It is in the trash\n");
        assertThat(cli.run("set", "gone", "--idle", "2h").exitCode()).isEqualTo(3);
    }
}
