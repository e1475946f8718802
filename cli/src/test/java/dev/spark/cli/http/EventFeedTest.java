package dev.spark.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.http.EventFeed.Dropped;
import dev.spark.cli.http.EventFeed.Happened;
import dev.spark.cli.http.EventFeed.Heartbeat;
import dev.spark.cli.network.Network;
import dev.spark.cli.run.FakeTime;
import dev.spark.cli.settings.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    FakeGateway gateway;
    Api api;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        api = new Api(
                new Gateway(gateway.url(), "t"),
                new Network(Map.of(), () -> null),
                new Patience(new FakeTime(), Duration.ofSeconds(10), text -> {}));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private EventFeed feed(Duration quiet) {
        return api.events(ApiPath.of("events"), "timeline", null, quiet);
    }

    @Test
    void continuesAfterTheLastEventWhenTheConnectionWasDropped() {
        gateway.on(
                "GET",
                "/v1/events",
                exchange -> exchange.events().event(5, "a", "{}"),
                FakeGateway.unavailable("1"),
                exchange -> exchange.events().event(6, "b", "{}"));

        try (var feed = feed(Duration.ofSeconds(10))) {
            assertThat(feed.next()).isEqualTo(new Happened("5", "a", "{}"));
            assertThat(feed.next()).isEqualTo(new Dropped());
            assertThat(feed.next()).isEqualTo(new Happened("6", "b", "{}"));
        }
        assertThat(gateway.received().stream().map(request -> String.valueOf(request.header("last-event-id"))))
                .containsExactly("null", "5", "5");
    }

    @Test
    void takesASilentConnectionForDropped() {
        var done = new CountDownLatch(1);
        gateway.on("GET", "/v1/events", exchange -> {
            exchange.events().heartbeat();
            done.await();
        });

        try (var feed = feed(Duration.ofMillis(100))) {
            assertThat(feed.next()).isEqualTo(new Heartbeat());
            assertThat(feed.next()).isEqualTo(new Dropped());
        } finally {
            done.countDown();
        }
    }

    @Test
    void takesAGatewayThatDoesNotEvenBeginForDropped() {
        var done = new CountDownLatch(1);
        gateway.on(
                "GET",
                "/v1/events",
                exchange -> done.await(),
                exchange -> exchange.events().event(1, "a", "{}"));

        try (var feed = feed(Duration.ofMillis(100))) {
            assertThat(feed.next()).isEqualTo(new Dropped());
            assertThat(feed.next()).isEqualTo(new Happened("1", "a", "{}"));
        } finally {
            done.countDown();
        }
    }

    @Test
    void endsWhenThereIsNothingToFollowAnyMore() {
        gateway.on(
                "GET",
                "/v1/events",
                exchange -> exchange.events().event(1, "a", "{}"),
                FakeGateway.problem(404, "not_found", "", ""));

        try (var feed = feed(Duration.ofSeconds(10))) {
            feed.next();
            feed.next();
            assertThatThrownBy(feed::next)
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_FOUND));
        }
    }
}
