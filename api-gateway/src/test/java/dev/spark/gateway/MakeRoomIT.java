package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.running;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** A wake that finds no slot has the owner's spark put to sleep that was used the longest ago, if one is idle. */
@QuarkusTest
@TestProfile(MakeRoomIT.MakesRoom.class)
@WithTestResource(GatewayInfrastructure.class)
class MakeRoomIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    public static final class MakesRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("spark.gateway.quota.make-room", "true");
        }
    }

    @Test
    void putsTheLongestIdleOfTheSameOwnerToSleep() {
        Gateway.empty(3, 50);
        SparkId waking = asleep("ada", "turn-one");
        SparkId used = idOf("ada", "in-use");
        SparkId idle = idOf("ada", "idle-long");
        SparkId others = idOf("bob", "of-bob");
        Instant now = Instant.now();
        assess(used, Verdict.ACTIVE, now);
        assess(others, Verdict.IDLE, now.minusSeconds(9000));
        assess(idle, Verdict.IDLE, now.minusSeconds(600));

        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            as("ada").post("/v1/sparks/turn-one/wake").then().statusCode(202).body("state", equalTo("queued"));
            assertThat(SparksIT.command(
                            commands.await(
                                    message -> new String(message.key(), StandardCharsets.UTF_8).equals(idle.value())),
                            SleepSpark.class))
                    .isEqualTo(new SleepSpark(idle, "it made room for turn-one", "spark"));
        }
        tell(new SparkAsleep(idle, "it made room for turn-one"));
        awaitState(waking.value(), "waking");
        tell(new SparkStarted(waking));
        awaitState(used.value(), "running");
        awaitState(others.value(), "running");
        as("ada").get("/v1/sparks/idle-long").then().body("state_reason", equalTo("it made room for turn-one"));

        // Nobody is idle now: it waits, and nobody is put to sleep for it.
        assess(waking, Verdict.ACTIVE, now);
        as("ada").post("/v1/sparks/idle-long/wake").then().statusCode(202).body("state", equalTo("queued"));
        Gateway.sync();
        for (SparkId runs : List.of(waking, used, others)) {
            awaitState(runs.value(), "running");
        }
    }

    private static SparkId asleep(String user, String name) {
        SparkId id = idOf(user, name);
        as(user).post("/v1/sparks/" + name + "/sleep").then().statusCode(202);
        tell(new SparkAsleep(id, "asked"));
        awaitState(id.value(), "asleep");
        return id;
    }

    private static SparkId idOf(String user, String name) {
        return new SparkId(running(user, name).get("id").asText());
    }

    private static void assess(SparkId id, Verdict verdict, Instant activeAt) {
        var record = Gateway.record(
                UUID.randomUUID().toString(), new ActivityAssessed(id, verdict, List.of(), activeAt, null));
        Gateway.send(new ProducerRecord<>(Topics.ACTIVITY, null, record.key(), record.value(), record.headers()));
        await().atMost(SOON)
                .until(() ->
                        Gateway.DATABASE.rows("select assessment from activity where spark_id = ?", id.value()).stream()
                                .anyMatch(row -> row.get("assessment")
                                        .toString()
                                        .contains(verdict.name().toLowerCase(java.util.Locale.ROOT))));
    }
}
