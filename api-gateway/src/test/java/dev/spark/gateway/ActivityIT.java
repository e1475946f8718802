package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.running;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.Signal;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a spark is awake or asleep, what keeps it awake, and being put to sleep for being idle. */
@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class ActivityIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<Signal> QUIET = List.of(
            new Signal(Signal.Kind.CONNECTIONS, Signal.Level.QUIET, null, "none is open"),
            new Signal(Signal.Kind.CPU, Signal.Level.QUIET, null, "0.2 % of a core; from 5.0 % on it counts"));

    @BeforeEach
    void empty() {
        Gateway.empty(10, 50);
    }

    @Test
    void tellsWhyItIsAwake() {
        SparkId id = idOf(running("ada", "swift-heron"));
        as("ada")
                .get("/v1/sparks/swift-heron/activity")
                .then()
                .statusCode(200)
                .body("state", equalTo("running"))
                .body("verdict", nullValue())
                .body("decision", containsString("not been measured"));

        Instant active = Instant.parse("2099-01-01T00:00:00Z");
        assess(new ActivityAssessed(id, Verdict.IDLE, QUIET, active, active.plusSeconds(1800)));
        await().atMost(SOON)
                .untilAsserted(() -> as("ada")
                        .get("/v1/sparks/swift-heron/activity")
                        .then()
                        .body("verdict", equalTo("idle"))
                        .body("last_active_at", equalTo(active.toString()))
                        .body("idle_timeout", equalTo("30m"))
                        .body("signals", hasSize(2))
                        .body("signals[1].kind", equalTo("cpu"))
                        .body("signals[1].level", equalTo("quiet"))
                        .body("next[0].what", equalTo("sleep"))
                        .body("next[0].at", equalTo(active.plusSeconds(1800).toString())));
        as("ada")
                .get("/v1/sparks/swift-heron")
                .then()
                .body("last_active_at", equalTo(active.toString()))
                .body("sleeps_at", equalTo(active.plusSeconds(1800).toString()));
        as("ada")
                .get("/v1/sparks")
                .then()
                .body("items[0].sleeps_at", equalTo(active.plusSeconds(1800).toString()));

        assess(new ActivityAssessed(
                id,
                Verdict.UNKNOWN,
                List.of(new Signal(Signal.Kind.CPU, Signal.Level.UNKNOWN, null, "it could not be measured")),
                active,
                null));
        await().atMost(SOON)
                .untilAsserted(() -> as("ada")
                        .get("/v1/sparks/swift-heron/activity")
                        .then()
                        .body("decision", containsString("which counts as used: nothing is heard of cpu"))
                        .body("next", org.hamcrest.Matchers.empty()));
        as("eve").get("/v1/sparks/swift-heron/activity").then().statusCode(404);
        as("eve").get("/v1/sparks/swift-heron/holds").then().statusCode(404);
    }

    @Test
    void sleepsWhenItIsFoundIdleAndTellsOnWhatEvidence() {
        SparkId id = idOf(running("ada", "swift-heron"));
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            tell(new SparkFoundIdle(id, Instant.now().minusSeconds(1800), Duration.ofMinutes(30), QUIET));
            assertThat(SparksIT.command(
                            commands.await(message -> new String(message.key()).equals(id.value())), SleepSpark.class))
                    .isEqualTo(new SleepSpark(id, "nobody has used it for 30m", "spark"));
        }
        tell(new SparkAsleep(id, "nobody has used it for 30m"));
        awaitState(id.value(), "asleep");
        as("ada")
                .get("/v1/sparks/swift-heron/activity")
                .then()
                .body("decision", equalTo("It sleeps: nobody has used it for 30m."))
                .body("signals", hasSize(2));

        // Its owner's word needs no evidence.
        as("ada").post("/v1/sparks/swift-heron/wake").then().statusCode(202);
        as("ada").post("/v1/sparks/swift-heron/sleep").then().statusCode(202);
        tell(new SparkAsleep(id, "its owner asked for it"));
        awaitState(id.value(), "asleep");
        as("ada").get("/v1/sparks/swift-heron/activity").then().body("signals", org.hamcrest.Matchers.empty());
    }

    @Test
    void doesNotSleepWhatWasGivenMoreTimeOrIsHeld() {
        SparkId id = idOf(running("ada", "swift-heron"));
        as("ada")
                .body(Map.of("for", "2h", "reason", "a long build"))
                .post("/v1/sparks/swift-heron/holds")
                .then()
                .statusCode(201)
                .header("Location", equalTo("/v1/sparks/" + id + "/holds/hold"))
                .body("name", equalTo("hold"))
                .body("reason", equalTo("a long build"))
                .body("requested_by", equalTo("ada"));
        tell(new SparkFoundIdle(id, Instant.now().minusSeconds(1800), Duration.ofMinutes(30), QUIET));
        Gateway.sync();
        awaitState(id.value(), "running");
        as("ada").get("/v1/sparks/swift-heron/holds").then().body("items", hasSize(1));

        as("ada").delete("/v1/sparks/swift-heron/holds/hold").then().statusCode(204);
        as("ada").delete("/v1/sparks/swift-heron/holds/hold").then().statusCode(404);
        as("ada")
                .body(Map.of("idle_timeout", "2h"))
                .patch("/v1/sparks/swift-heron")
                .then()
                .statusCode(200);
        tell(new SparkFoundIdle(id, Instant.now().minusSeconds(1800), Duration.ofMinutes(30), QUIET));
        Gateway.sync();
        awaitState(id.value(), "running");
        as("ada").get("/v1/sparks/swift-heron/holds").then().body("items", org.hamcrest.Matchers.empty());
    }

    @Test
    void refusesHoldsThatAreNone() {
        running("ada", "swift-heron");
        for (var wrong : Map.<String, Map<String, ?>>of(
                        "for", Map.of("reason", "why", "for", "25h"),
                        "reason", Map.of("for", "1h"),
                        "name", Map.of("for", "1h", "reason", "why", "name", "../x"))
                .entrySet()) {
            as("ada")
                    .body(wrong.getValue())
                    .post("/v1/sparks/swift-heron/holds")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_request"))
                    .body("field", equalTo(wrong.getKey()));
        }
        as("eve")
                .body(Map.of("for", "1h", "reason", "why"))
                .post("/v1/sparks/swift-heron/holds")
                .then()
                .statusCode(404);
    }

    private static void assess(ActivityAssessed assessment) {
        var record = Gateway.record(UUID.randomUUID().toString(), assessment);
        Gateway.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                Topics.ACTIVITY, null, record.key(), record.value(), record.headers()));
    }

    private static SparkId idOf(JsonNode spark) {
        return new SparkId(spark.get("id").asText());
    }
}
