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

class SleepAndWakeTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";

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

    @Test
    void putsToSleepAndWaitsUntilItSleeps() {
        gateway.on("POST", "/v1/sparks/demo/sleep", json(202, Bodies.spark("falling_asleep")));
        gateway.on("GET", ID, json(200, Bodies.spark("falling_asleep")), json(200, Bodies.spark("asleep")));

        var result = cli.run("sleep", "demo");

        assertThat(result.out()).startsWith("demo is asleep after ");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void stopsAndComesBackAtOnceWhenTold() {
        gateway.on("POST", "/v1/sparks/demo/stop", json(202, Bodies.spark("stopping")));

        var result = cli.run("stop", "demo", "--no-wait");

        assertThat(result.out()).isEqualTo("demo is stopping\n");
        assertThat(gateway.calls()).containsExactly("POST /v1/sparks/demo/stop");
    }

    @Test
    void printsExactlyTheApisBody() {
        gateway.on("POST", "/v1/sparks/demo/sleep", json(202, Bodies.spark("asleep")));

        assertThat(cli.run("sleep", "demo", "--no-wait", "-o", "json").out()).isEqualTo(Bodies.spark("asleep"));
    }

    @Test
    void wakesAndWaitsUntilItRuns() {
        gateway.on("POST", "/v1/sparks/demo/wake", json(202, Bodies.spark("waking")));
        gateway.on("GET", ID, json(200, Bodies.spark("waking")), json(200, Bodies.spark("running")));

        var result = cli.run("wake", "demo");

        assertThat(result.out()).startsWith("demo is running after ");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void waitsForRestAfterTheRetryOfASleepThatFailed() {
        gateway.on("POST", "/v1/sparks/demo/retry", json(202, Bodies.spark("falling_asleep")));
        gateway.on("GET", ID, json(200, Bodies.spark("falling_asleep")), json(200, Bodies.spark("asleep")));

        var result = cli.run("retry", "demo");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("demo is asleep after ");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void waitsForRestAfterTheRetryOfAStopThatFailed() {
        gateway.on("POST", "/v1/sparks/demo/retry", json(202, Bodies.spark("stopping")));
        gateway.on("GET", ID, json(200, Bodies.spark("stopping")), json(200, Bodies.spark("stopped")));

        var result = cli.run("retry", "demo", "-o", "json");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(Bodies.spark("stopped"));
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void saysSoWhenItFailsToRestAgain() {
        gateway.on("POST", "/v1/sparks/demo/retry", json(202, Bodies.spark("stopping")));
        gateway.on("GET", ID, json(200, Bodies.spark("failed", ",\"state_reason\":\"the node is away\"")));

        var result = cli.run("retry", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("demo failed: the node is away");
    }

    @Test
    void saysSoWhenItDoesNotWake() {
        gateway.on("POST", "/v1/sparks/demo/wake", json(202, Bodies.spark("waking")));
        gateway.on(
                "GET",
                ID,
                json(200, Bodies.spark("waking")),
                json(200, Bodies.spark("failed", ",\"state_reason\":\"no node has room\"")));

        var result = cli.run("wake", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("demo failed: no node has room");
    }

    @Test
    void saysWhatToDoAboutOneThatCannotSleep() {
        gateway.on(
                "POST",
                "/v1/sparks/demo/sleep",
                problem(409, "conflict", "It cannot be done now", "It is being created: wait until it runs."));

        var result = cli.run("sleep", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: It is being created\n       Wait until it runs.\n");
    }

    @Test
    void goesIntoNoneThatIsStopped() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("stopped")));

        var result = cli.run("shell", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("demo is stopped").contains("spark wake demo");
    }
}
