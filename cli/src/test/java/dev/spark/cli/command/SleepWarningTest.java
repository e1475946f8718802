package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time passes as it is waited for: the command in the spark ends when the gateway has been asked often enough. */
class SleepWarningTest {
    private static final String USED = Bodies.spark("running");
    private static final String IN_3_MINUTES = Bodies.spark("running", ",\"sleeps_at\":\"2026-03-01T12:05:10Z\"");

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;
    CountDownLatch asked;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        asked = new CountDownLatch(6);
        gateway.on("GET", "/v1/sparks/demo/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.read();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            socket.text("{\"exit_code\":0}");
        });
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    private FakeGateway.Handler counted(String body) {
        return exchange -> {
            asked.countDown();
            json(200, body).handle(exchange);
        };
    }

    @Test
    void warnsOnceAMinuteBeforeItFallsAsleep() {
        gateway.on("GET", "/v1/sparks/demo", counted(USED), counted(IN_3_MINUTES));

        var result = cli.on(new FakeTerminal(true, true, true)).run("exec", "demo", "--", "bash");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .containsOnlyOnce(
                        "\r\nspark: demo falls asleep in 60 s: nothing in it counts as use (spark why demo).\r\n"
                                + "       To keep it awake, from another terminal: spark hold demo 2h --reason REASON\r\n")
                .containsOnlyOnce("falls asleep");
        assertThat(cli.time().pauses())
                .startsWith(
                        Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofSeconds(10));
    }

    @Test
    void isSilentWhereNobodyReadsIt() {
        asked = new CountDownLatch(0);

        assertThat(cli.run("exec", "demo", "--", "make").err()).isEmpty();
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks/demo/exec");
    }
}
