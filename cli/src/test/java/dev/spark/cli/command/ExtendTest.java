package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendTest {
    private static final String EXTEND = "/v1/sparks/demo/extend";
    private static final String BODY = Bodies.spark("running", ",\"expires_at\":\"2026-03-08T12:00:00Z\"");

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("POST", EXTEND, json(200, BODY));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void saysWhenItExpiresNow() {
        var result = cli.run("extend", "demo", "--ttl", "7d");

        assertThat(result.out()).isEqualTo("demo expires 2026-03-08T12:00:00Z (in 7d)\n");
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.last("POST", EXTEND).text()).isEqualTo("{\"ttl\":\"7d\"}");
        assertThat(gateway.last("POST", EXTEND).header("idempotency-key")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"1h30m, 5400s", "1w, 604800s", "90s, 90s", "never, never", "0, never", "0s, never"})
    void sendsDurationsThatEveryGatewayReads(String typed, String sent) {
        assertThat(cli.run("extend", "demo", "--ttl", typed).exitCode()).isZero();

        assertThat(gateway.last("POST", EXTEND).json().path("ttl").asText()).isEqualTo(sent);
    }

    @Test
    void printsExactlyTheApisBody() {
        assertThat(cli.run("extend", "demo", "--ttl=7d", "-o", "json").out()).isEqualTo(BODY);
    }

    @Test
    void refusesWhatIsNoDurationBeforeAnyCall() {
        var result = cli.run("extend", "demo", "--ttl", "soon");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("option '--ttl': “soon” is not a duration such as 90s, 1h30m, 7d or 2w")
                .contains("--help");
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void passesOnWhatTheApiSaysOfADurationThatIsTooLong() {
        gateway.on("POST", EXTEND, json(400, """
                        {"title":"The request is not valid","code":"invalid_request","field":"ttl",\
                        "detail":"ttl: must be between 1m and 365d"}"""));

        var result = cli.run("extend", "demo", "--ttl", "9999d");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("spark: --ttl 9999d: must be between 1m and 365d\n       See: spark extend --help\n");
    }

    @Test
    void saysThatThereIsNone() {
        var result = cli.run("extend", "gone", "--ttl", "7d");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("spark: there is no spark called gone\n");
    }

    @Test
    void passesOnThatItIsInTheTrash() {
        gateway.on(
                "POST",
                EXTEND,
                problem(409, "conflict", "It cannot be done now", "It is in the trash: `spark undelete` helps."));

        var result = cli.run("extend", "demo", "--ttl", "7d");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: It is in the trash\n       `spark undelete` helps.\n");
    }
}
