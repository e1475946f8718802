package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.noContent;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.Exchange;
import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteTest {
    private static final String ID = "/v1/sparks/s-7f3kq2m9ab";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on("DELETE", ID, json(202, Bodies.spark("deleting")));
        gateway.on("GET", ID, json(200, Bodies.spark("deleting")), problem(404, "not_found", "Not found", ""));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void waitsUntilItIsGone() {
        var result = cli.run("delete", "demo");

        assertThat(result.out()).isEqualTo("demo is deleted after 0.5 s\n");
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.calls()).contains("DELETE " + ID);
    }

    @Test
    void saysUntilWhenItIsInTheTrashAndHowToGetItBack() {
        gateway.on(
                "GET",
                ID,
                json(200, Bodies.spark("deleting")),
                json(200, Bodies.spark("trashed", ",\"purge_at\":\"2026-03-08T12:00:01Z\"")));

        var result = cli.run("delete", "demo");

        assertThat(result.out()).isEqualTo("""
                        demo is in the trash after 0.5 s
                          kept until 2026-03-08T12:00:01Z (in 7d); get it back: spark undelete demo
                        """);
        assertThat(result.exitCode()).isZero();
        assertThat(gateway.calls()).contains("DELETE " + ID);
    }

    @Test
    void purgesWhatIsInTheTrash() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("trashed")));

        var result = cli.run("delete", "demo", "--purge");

        assertThat(result.out()).isEqualTo("demo is deleted after 0.5 s\n");
        assertThat(gateway.calls()).contains("DELETE " + ID + "?purge=true");
    }

    @Test
    void saysSoWhenSomebodyTakesItBackMeanwhile() {
        gateway.on("GET", ID, json(200, Bodies.spark("deleting")), json(200, Bodies.spark("falling_asleep")));

        var result = cli.run("delete", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("spark: demo is falling asleep: somebody has taken it back meanwhile\n");
    }

    @Test
    void saysHowToGetItBackWhenItDoesNotWait() {
        var result = cli.on(new FakeTerminal(false, false, true)).run("delete", "demo", "--no-wait");

        assertThat(result.out()).isEqualTo("demo is being deleted\n");
        assertThat(result.err()).isEqualTo("  get it back from the trash: spark undelete demo\n");
    }

    @Test
    void comesBackAtOnceWhenTold() {
        gateway.on("DELETE", ID, noContent());

        var result = cli.run("delete", "demo", "--no-wait", "--purge");

        assertThat(result.out()).isEqualTo("demo is being deleted\n");
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks/demo", "DELETE " + ID + "?purge=true");
    }

    @Test
    void repeatsTheCallForTheVerySameSparkWhenTheAnswerIsLost() {
        gateway.on("DELETE", ID, Exchange::hangUp, noContent());

        var result = cli.run("delete", "demo", "--no-wait", "--purge");

        assertThat(result.exitCode()).isZero();
        assertThat(gateway.calls())
                .containsExactly("GET /v1/sparks/demo", "DELETE " + ID + "?purge=true", "DELETE " + ID + "?purge=true");
    }

    @Test
    void saysWhatIsGoingOnWhenItTakesTooLong() {
        gateway.on("GET", ID, json(200, Bodies.spark("deleting", ",\"state_reason\":\"the volume is in use\"")));

        var result = cli.run("delete", "demo", "--timeout", "3s");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("spark: demo is still deleting (the volume is in use); the time to wait is over\n");
    }

    @Test
    void deletesTheOthersWhereOneIsNotThere() {
        var result = cli.run("delete", "gone", "demo");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("spark: there is no spark called gone\n");
        assertThat(result.out()).startsWith("demo is deleted");
    }

    @Test
    void retriesASparkThatFailed() {
        gateway.on("POST", "/v1/sparks/demo/retry", json(202, Bodies.spark("creating")));
        gateway.on("GET", ID, json(200, Bodies.spark("running")));

        var result = cli.run("retry", "demo");

        assertThat(result.out()).isEqualTo("demo is running after 0.0 s\n");
        assertThat(gateway.last("POST", "/v1/sparks/demo/retry").header("idempotency-key"))
                .isNotBlank();
    }

    @Test
    void passesOnThatThereIsNothingToRetry() {
        gateway.on("POST", "/v1/sparks/demo/retry", problem(409, "conflict", "demo has not failed", "Nothing to do."));

        var result = cli.run("retry", "demo");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: demo has not failed\n       Nothing to do.\n");
    }
}
