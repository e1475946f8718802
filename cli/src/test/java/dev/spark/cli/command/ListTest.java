package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListTest {
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
        assertThat(gateway.broken()).isEmpty();
    }

    @Test
    void printsATableOfEveryPage() {
        var other = Bodies.spark("queued", ",\"queue_position\":2").replace("\"demo\"", "\"calm-whale\"");
        gateway.on(
                "GET",
                "/v1/sparks",
                json(200, Bodies.page("\"c2\"", Bodies.spark("running"))),
                json(200, Bodies.page("null", other)));

        var result = cli.run("ls");

        assertThat(result.out()).isEqualTo("""
                        NAME        STATE    SIZE              AGE
                        demo        running  2 cpu, 4Gi, 20Gi  3m
                        calm-whale  queued   2 cpu, 4Gi, 20Gi  3m   place 2 in the queue
                        """);
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks", "GET /v1/sparks?cursor=c2");
    }

    @Test
    void printsThePageItselfAsJson() {
        var odd = "{ \"items\" : [ ],\n \"next_cursor\": \"x\" }";
        gateway.on("GET", "/v1/sparks", json(200, odd));

        var result = cli.run("list", "-o", "json", "--limit", "5", "--cursor", "a/b");

        assertThat(result.out()).isEqualTo(odd);
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks?limit=5&cursor=a%2Fb");
    }

    @Test
    void passesTheSelectionOn() {
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null")));

        cli.run("list", "--state", "running", "--label", "a=b", "--label", "c=d", "--prefix", "de", "--expiring");

        assertThat(gateway.calls())
                .containsExactly("GET /v1/sparks?state=running&label=a%3Db&label=c%3Dd&prefix=de"
                        + "&expiring_before=2026-03-03T12%3A00%3A00Z");
    }

    @Test
    void saysWhenThoseExpireThatDoSoon() {
        var more = ",\"state_reason\":\"nobody has used it for 30m\",\"expires_at\":\"2026-03-02T12:00:00.5Z\"";
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null", Bodies.spark("asleep", more))));

        assertThat(cli.run("list", "--expiring").out()).isEqualTo("""
                        NAME  STATE   SIZE              AGE  EXPIRES
                        demo  asleep  2 cpu, 4Gi, 20Gi  3m   2026-03-02T12:00:00Z (in 24h)  nobody has used it for 30m
                        """);
    }

    @Test
    void marksThoseWhoseSetUpFailed() {
        var failed = Bodies.steps("{\"name\":\"setup\",\"state\":\"failed\",\"message\":\"1 of its steps failed\"}");
        gateway.on(
                "GET",
                "/v1/sparks",
                json(200, Bodies.page("null", Bodies.spark("running", failed), Bodies.spark("trashed", failed))));

        var lines = cli.run("list").out().lines().toList();

        assertThat(lines.get(1)).endsWith("  set-up failed: spark setup demo");
        assertThat(lines.get(2)).doesNotContain("set-up failed");
    }

    @Test
    void saysUntilWhenThoseInTheTrashAreKeptAndTheirIds() {
        var more = ",\"purge_at\":\"2026-03-08T12:00:00Z\",\"expires_at\":\"2026-03-01T11:00:00Z\"";
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null", Bodies.spark("trashed", more))));

        assertThat(cli.run("list", "--state", "trashed").out()).isEqualTo("""
                        NAME  STATE    SIZE              AGE  ID            KEPT UNTIL
                        demo  trashed  2 cpu, 4Gi, 20Gi  3m   s-7f3kq2m9ab  2026-03-08T12:00:00Z (in 7d)
                        """);
        assertThat(gateway.calls()).containsExactly("GET /v1/sparks?state=trashed");
    }

    @Test
    void saysAtAGlanceWhenEachSleepsAndExpires() {
        var soon = ",\"sleeps_at\":\"2026-03-01T12:20:00Z\",\"expires_at\":\"2026-03-08T12:00:00Z\"";
        var due = ",\"sleeps_at\":\"2026-03-01T11:59:00Z\"";
        var items = Bodies.page("null", Bodies.spark("running", soon), Bodies.spark("running", due));
        gateway.on("GET", "/v1/sparks", json(200, items));

        assertThat(cli.run("list").out())
                .contains("  sleeps in 20m; expires in 7d\n")
                .endsWith("  sleeps in 0s\n");
    }

    @Test
    void showsOnePageWhereALimitIsGivenAndSaysThatThereIsMore() {
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("\"c2\"", Bodies.spark("running"))));

        var result = cli.run("list", "--limit", "1");

        assertThat(result.out().lines()).hasSize(2);
        assertThat(result.err()).isEqualTo("There are more: --cursor c2\n");
    }

    @Test
    void coloursOnATerminalOnly() {
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null", Bodies.spark("running"))));
        var terminal = new FakeTerminal(true, true, true);

        assertThat(cli.run("list").out()).doesNotContain("\u001b");
        assertThat(cli.on(terminal).run("list").out()).contains("\u001b[32mrunning\u001b[0m");
        assertThat(cli.with("NO_COLOR", "1").run("list").out()).doesNotContain("\u001b");
    }

    @Test
    void takesControlCharactersOutOfWhatOthersWrote() {
        var nasty = Bodies.spark("failed", ",\"state_reason\":\"\\u001b]0;owned\\u0007\"");
        gateway.on("GET", "/v1/sparks", json(200, Bodies.page("null", nasty)));

        assertThat(cli.run("list").out()).doesNotContain("\u001b", "\u0007").contains("owned");
    }

    @Test
    void watchesAndPrintsEachChangeOnce() {
        gateway.on(
                "GET",
                "/v1/sparks",
                json(200, Bodies.page("null", Bodies.spark("creating"))),
                json(200, Bodies.page("null", Bodies.spark("creating"))),
                json(200, Bodies.page("null", Bodies.spark("running"))));
        gateway.on("GET", "/v1/events", exchange -> {
            var events = exchange.events();
            events.event(1, "spark.requested.v1", "{}");
            events.event(2, "spark.started.v1", "{}");
        });
        var reader = new ReaderThatLeaves("demo  running");

        var result = cli.writingTo(reader).run("list", "--watch");

        assertThat(result.exitCode()).isZero();
        assertThat(reader.text.toString()).isEqualTo("demo  creating\ndemo  running\n");
    }

    /** Reads until it has seen something, then goes away as {@code head} does. */
    static final class ReaderThatLeaves extends OutputStream {
        final StringBuilder text = new StringBuilder();
        private final String last;

        ReaderThatLeaves(String last) {
            this.last = last;
        }

        @Override
        public void write(int b) throws IOException {
            if (text.indexOf(last) >= 0 && text.charAt(text.length() - 1) == '\n') {
                throw new IOException("gone");
            }
            text.append((char) b);
        }

        @Override
        public void flush() throws IOException {
            if (text.indexOf(last) >= 0) {
                throw new IOException("gone");
            }
        }
    }
}
