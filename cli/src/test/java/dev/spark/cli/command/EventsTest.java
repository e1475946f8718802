package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.command.ListTest.ReaderThatLeaves;
import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.Received;
import dev.spark.cli.run.Cli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
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

    private static String event(int position, String type) {
        return """
                {"position":%d,"id":"e%d","type":"%s","spark_id":"s-1","spark_name":"demo","at":"2026-03-01T12:00:00Z",\
                "actor":"ada","data":{"step":"volume","note":null}}""".formatted(position, position, type);
    }

    @Test
    void printsTheTimelinePageByPage() {
        gateway.on(
                "GET",
                "/v1/sparks/demo/events",
                json(200, Bodies.page("\"2\"", event(1, "spark.requested.v1"))),
                json(200, Bodies.page("null", event(2, "spark.step-reached.v1"))));

        var result = cli.run("events", "demo");

        assertThat(result.out()).isEqualTo("""
                        2026-03-01T12:00:00Z  requested  step=volume  by ada
                        2026-03-01T12:00:00Z  step reached  step=volume  by ada
                        """);
    }

    @Test
    void printsOnePageItselfAsJson() {
        var page = Bodies.page("\"2\"", event(1, "spark.requested.v1"));
        gateway.on("GET", "/v1/events", json(200, page));

        assertThat(cli.run("events", "-o", "json").out()).isEqualTo(page);
    }

    @Test
    void followsAcrossADroppedConnectionWithoutLossOrRepeat() {
        gateway.on("GET", "/v1/sparks/demo/events", exchange -> {
            if (!"text/event-stream".equals(exchange.request().header("accept"))) {
                json(200, Bodies.page("null", event(1, "spark.requested.v1"))).handle(exchange);
                return;
            }
            var events = exchange.events();
            switch (String.valueOf(exchange.request().header("last-event-id"))) {
                case "1" -> events.event(2, "spark.step-reached.v1", event(2, "spark.step-reached.v1"));
                case "2" -> events.event(3, "spark.started.v1", event(3, "spark.started.v1"));
                default ->
                    throw new AssertionError(
                            "continued after " + exchange.request().header("last-event-id"));
            }
        });
        var reader = new ReaderThatLeaves("started");

        var result = cli.writingTo(reader).run("events", "demo", "-f");

        assertThat(result.exitCode()).isZero();
        assertThat(reader.text.toString().lines().map(line -> line.split(" {2}")[1]))
                .containsExactly("requested", "step reached", "started");
        assertThat(gateway.received().stream().map(EventsTest::lastEventId)).containsExactly("none", "1", "2");
    }

    private static String lastEventId(Received request) {
        var id = request.header("last-event-id");
        return id == null ? "none" : id;
    }

    @Test
    void asksForLargePagesAndPrintsEachBeforeItAsksForTheNext() {
        var reader = new ReaderThatLeaves("step reached");
        var printed = new ArrayList<String>();
        gateway.on("GET", "/v1/events", json(200, Bodies.page("\"2\"", event(1, "spark.requested.v1"))), exchange -> {
            printed.add(reader.text.toString());
            json(200, Bodies.page("\"3\"", event(2, "spark.step-reached.v1"))).handle(exchange);
        });

        cli.writingTo(reader).run("events");

        assertThat(printed).singleElement().asString().contains("requested");
        assertThat(gateway.calls()).containsExactly("GET /v1/events?limit=500", "GET /v1/events?limit=500&cursor=2");
    }

    @Test
    void followsAllSparksFromNowOn() {
        gateway.on("GET", "/v1/events", exchange -> {
            assertThat(exchange.request().header("accept")).isEqualTo("text/event-stream");
            exchange.events().event(7, "spark.started.v1", event(7, "spark.started.v1"));
        });
        var reader = new ReaderThatLeaves("started");

        var result = cli.writingTo(reader).run("events", "-f");

        assertThat(result.exitCode()).isZero();
        assertThat(reader.text.toString()).contains("started");
        assertThat(gateway.received().stream().map(EventsTest::lastEventId)).containsExactly("none");
    }

    @Test
    void followsAllSparksFromAGivenPosition() {
        gateway.on("GET", "/v1/events", exchange -> {
            if ("text/event-stream".equals(exchange.request().header("accept"))) {
                assertThat(exchange.request().header("last-event-id")).isEqualTo("5");
                exchange.events().event(6, "spark.started.v1", event(6, "spark.started.v1"));
            } else {
                json(200, Bodies.page("null", event(5, "spark.requested.v1"))).handle(exchange);
            }
        });
        var reader = new ReaderThatLeaves("started");

        cli.writingTo(reader).run("events", "-f", "--after", "4");

        assertThat(gateway.calls()).containsExactly("GET /v1/events?after=4&limit=500", "GET /v1/events");
        assertThat(reader.text.toString().lines()).hasSize(2);
    }

    @Test
    void followsNoSinglePage() {
        var result = cli.run("events", "-f", "--limit", "5");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--after says where to begin");
    }

    @Test
    void followsAsOneJsonDocumentALine() {
        gateway.on(
                "GET",
                "/v1/events",
                exchange -> exchange.events().event(1, "spark.started.v1", event(1, "spark.started.v1")));
        var reader = new ReaderThatLeaves("started");

        cli.writingTo(reader).run("events", "-f", "-o", "json");

        assertThat(reader.text.toString()).isEqualTo(event(1, "spark.started.v1") + "\n");
    }

    @Test
    void saysThatThereIsNoSuchSpark() {
        assertThat(cli.run("events", "gone", "-f").exitCode()).isEqualTo(3);
    }
}
