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

class StatusTest {
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
    void showsASpark() {
        var more = Bodies.steps(Bodies.done("volume"), Bodies.underWay("pod"))
                + ",\"env_names\":[\"A\",\"B\"],\"labels\":{\"team\":\"web\"},\"expires_at\":\"2026-03-01T14:00:00Z\"";
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("creating", more)));

        var result = cli.run("status", "demo");

        assertThat(result.out()).isEqualTo("""
                        demo           creating
                          id           s-7f3kq2m9ab
                          owner        ada
                          size         2 cpu, 4Gi, 20Gi
                          labels       team=web
                          environment  A, B
                          created      2026-03-01T11:57:00Z (3m ago)
                          expires      2026-03-01T14:00:00Z (in 2h)
                          ssh          spark shell demo

                          volume  done     0.4 s
                          pod     running
                        """);
    }

    @Test
    void saysWhatToDoAboutASetUpThatFailed() {
        var failed = Bodies.steps("{\"name\":\"setup\",\"state\":\"failed\",\"message\":\"1 of its steps failed\"}");
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running", failed)));

        assertThat(cli.run("status", "demo").out()).contains("failed; try again: spark setup demo");
    }

    @Test
    void saysWhenItWasUsedAndWhenItSleepsAndExpires() {
        var more = ",\"last_active_at\":\"2026-03-01T11:58:00.25Z\",\"sleeps_at\":\"2026-03-01T12:28:00Z\""
                + ",\"expires_at\":\"2026-03-01T14:00:00Z\"";
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running", more)));

        assertThat(cli.run("status", "demo").out())
                .containsSubsequence(
                        "  last used  2026-03-01T11:58:00Z (119s ago)\n",
                        "  sleeps     2026-03-01T12:28:00Z (in 28m)\n",
                        "  expires    2026-03-01T14:00:00Z (in 2h)\n");
    }

    @Test
    void saysUntilWhenOneInTheTrashIsKept() {
        var more = ",\"purge_at\":\"2026-03-08T12:00:00Z\",\"expires_at\":\"2026-03-01T14:00:00Z\"";
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("trashed", more)));

        assertThat(cli.run("status", "demo").out())
                .contains("  kept until  2026-03-08T12:00:00Z (in 7d)\n  undelete    spark undelete s-7f3kq2m9ab\n")
                .doesNotContain("spark shell", "expires");
    }

    @Test
    void printsTheBodyItselfAsJson() {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));

        assertThat(cli.run("status", "demo", "-o", "json").out()).isEqualTo(Bodies.spark("running"));
    }

    @Test
    void saysThatThereIsNone() {
        gateway.on("GET", "/v1/sparks/demo", problem(404, "not_found", "Not found", "`spark list` shows yours."));

        var result = cli.run("status", "demo");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("spark: there is no spark called demo\n       `spark list` shows yours.\n");
    }
}
