package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreachableTest {
    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private static String nobodyThere() throws IOException {
        try (var server = new ServerSocket(0)) {
            return "http://127.0.0.1:" + server.getLocalPort();
        }
    }

    @Test
    void triesForAWhileBeforeItGivesUp() throws IOException {
        var url = nobodyThere();

        var result = cli.with("SPARK_URL", url)
                .on(new FakeTerminal(false, false, true))
                .run("list");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
                .contains("the gateway at " + url + " cannot be reached, trying again …")
                .contains("the gateway at " + url + " cannot be reached")
                .contains("spark up");
        assertThat(cli.time().pauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void keepsQuietWhereThereIsNoTerminal() throws IOException {
        var result = cli.with("SPARK_URL", nobodyThere()).run("list");

        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err()).doesNotContain("\u001b", "\r");
    }

    @Test
    void triesAsLongAsItIsTold() throws IOException {
        cli.with("SPARK_URL", nobodyThere()).with("SPARK_RETRY_FOR", "0s").run("list");

        assertThat(cli.time().pauses()).isEmpty();
    }

    @Test
    void comesBackAfterTheTimeTheGatewayAskedFor() {
        gateway.on("GET", "/v1/sparks", FakeGateway.unavailable("3"), json(200, Bodies.page("null")));

        assertThat(cli.run("list").exitCode()).isZero();
        assertThat(cli.time().pauses()).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void givesUpAtOnceWhereThatIsTooLong() {
        gateway.on("GET", "/v1/sparks", FakeGateway.unavailable("120"));

        var result = cli.run("list");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).isEqualTo("spark: The gateway is starting\n       Come back later.\n");
        assertThat(cli.time().pauses()).isEmpty();
    }

    @Test
    void doesNotWaitForAHostThatIsNotKnown() {
        var result = cli.with("SPARK_URL", "http://no-such-host.invalid").run("list");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(cli.time().pauses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "404, not_found, 3",
        "409, name_taken, 4",
        "429, quota_exceeded, 4",
        "403, quota_exceeded, 4",
        "400, invalid_request, 2",
        "422, invalid_request, 2",
        "409, conflict, 4",
        "409, stopped, 4",
        "401, unauthenticated, 4",
        "403, forbidden, 4",
        "429, rate_limited, 4",
        "500, internal, 1",
        "418, teapot, 4"
    })
    void mapsEachProblemToItsExitCode(int status, String code, int exitCode) {
        gateway.on("GET", "/v1/sparks/demo", problem(status, code, "It is so", "Do this"));

        var result = cli.run("status", "demo");

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err()).doesNotContain("secret-token");
    }

    @ParameterizedTest
    @CsvSource({"404, 3", "409, 4", "401, 4", "403, 4", "429, 4", "400, 2", "500, 1", "302, 1", "503, 69", "502, 69"})
    void understandsAStatusWithoutABody(int status, int exitCode) {
        gateway.on(
                "GET",
                "/v1/sparks/demo",
                exchange -> exchange.answer(
                        status,
                        "text/html",
                        "<h1>nginx</h1>".getBytes(),
                        Map.of("Location", "http://elsewhere.invalid/")));

        assertThat(cli.run("status", "demo").exitCode()).isEqualTo(exitCode);
    }

    @Test
    void namesTheRequestWhereTheGatewayIsAtFault() {
        gateway.on("GET", "/v1/sparks/demo", problem(500, "internal", "Something broke", "Try again."));

        assertThat(cli.run("status", "demo").err()).contains("Try again. (request req-1)");
    }

    @Test
    void saysThatTheAnswerIsNotTheApis() {
        gateway.on("GET", "/v1/sparks/demo", json(200, "<html>"));

        assertThat(cli.run("status", "demo").exitCode()).isEqualTo(1);
    }
}
