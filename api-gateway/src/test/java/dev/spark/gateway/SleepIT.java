package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static dev.spark.gateway.Gateway.running;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.StopSpark;
import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.gateway.domain.PublicKeyTest;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sleep, stop and wake by call: what is decided, who is asked, and what it does to slots and the queue. */
@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class SleepIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @BeforeEach
    void empty() {
        Gateway.empty(10, 50);
    }

    @Test
    void sleepsAndWakes() {
        SparkId id = idOf(running("ada", "swift-heron"));
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            as("ada")
                    .post("/v1/sparks/swift-heron/sleep")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("falling_asleep"));
            assertThat(SparksIT.command(commands.await(message -> about(message, id)), SleepSpark.class))
                    .isEqualTo(new SleepSpark(id, null, "ada"));
            used(1, 1);

            tell(new SparkEvent.SparkAsleep(id, "its owner asked for it"));
            JsonNode asleep = awaitState(id.value(), "asleep");
            assertThat(asleep.get("state_reason").asText()).isEqualTo("its owner asked for it");
            used(0, 1);
            // What comes late wakes nobody.
            tell(new SparkEvent.SparkInterrupted(id, "the container is gone"));
            tell(new SparkEvent.SparkStarted(id));
            Gateway.sync();
            assertThat(state(id)).isEqualTo("asleep");

            as("ada")
                    .post("/v1/sparks/{s}/wake", id.value())
                    .then()
                    .statusCode(202)
                    .header("Location", equalTo("/v1/sparks/" + id))
                    .body("state", equalTo("waking"));
            assertThat(SparksIT.command(
                            commands.await(2, message -> about(message, id)).getLast(), WakeSpark.class))
                    .isEqualTo(new WakeSpark(id, "ada"));
            used(1, 1);
        }
        tell(new SparkEvent.SparkAsleep(id, "late"));
        Gateway.sync();
        assertThat(state(id)).isEqualTo("waking");
        tell(new SparkEvent.SparkStarted(id));
        awaitState(id.value(), "running");
        used(1, 1);

        assertThat(typesOf(id))
                .containsSubsequence(
                        "spark.started.v1",
                        "spark.sleep-requested.v1",
                        "spark.asleep.v1",
                        "spark.wake-requested.v1",
                        "spark.started.v1");
        TopicIT.verify();
    }

    @Test
    void stopsWhatRunsAndWhatSleeps() {
        SparkId id = asleep("swift-heron");
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            as("ada").post("/v1/sparks/swift-heron/stop").then().statusCode(202).body("state", equalTo("stopping"));
            assertThat(SparksIT.command(commands.await(message -> about(message, id)), StopSpark.class))
                    .isEqualTo(new StopSpark(id, "ada"));
        }
        tell(new SparkEvent.SparkStopped(id));
        awaitState(id.value(), "stopped");
        used(0, 1);

        as("ada").post("/v1/sparks/swift-heron/stop").then().statusCode(202).body("state", equalTo("stopped"));
        as("ada")
                .post("/v1/sparks/swift-heron/sleep")
                .then()
                .statusCode(409)
                .body("code", equalTo("stopped"))
                .body("detail", containsString("spark wake swift-heron"));
        as("ada").post("/v1/sparks/swift-heron/wake").then().statusCode(202).body("state", equalTo("waking"));
        used(1, 1);
    }

    @Test
    void leavesWhatIsSoAlreadyAlone() {
        SparkId id = idOf(running("ada", "swift-heron"));
        long before = Gateway.logged();

        as("ada").post("/v1/sparks/swift-heron/wake").then().statusCode(202).body("state", equalTo("running"));

        assertThat(Gateway.logged()).isEqualTo(before);
        assertThat(state(id)).isEqualTo("running");
    }

    @Test
    void refusesWhoMayNotAndWhatCannotBe() {
        create("ada", Map.of("name", "early-lark"));
        for (String call : List.of("sleep", "stop")) {
            as("ada")
                    .post("/v1/sparks/early-lark/" + call)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("conflict"));
        }
        for (String call : List.of("sleep", "stop", "wake")) {
            as("eve")
                    .post("/v1/sparks/early-lark/" + call)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("not_found"));
            Gateway.with("nobody").post("/v1/sparks/early-lark/" + call).then().statusCode(401);
        }
    }

    @Test
    void answersARepeatWithTheFirstAnswer() {
        SparkId id = idOf(running("ada", "swift-heron"));
        String key = UUID.randomUUID().toString();

        String first = as("ada")
                .header("Idempotency-Key", key)
                .post("/v1/sparks/swift-heron/sleep")
                .asString();
        tell(new SparkEvent.SparkAsleep(id, "asked"));
        awaitState(id.value(), "asleep");
        as("ada").post("/v1/sparks/swift-heron/wake");
        String second = as("ada")
                .header("Idempotency-Key", key)
                .post("/v1/sparks/swift-heron/sleep")
                .asString();

        assertThat(second).isEqualTo(first);
        assertThat(state(id)).isEqualTo("waking");
    }

    @Test
    void waitsForItWhenAsked() {
        SparkId id = idOf(running("ada", "swift-heron"));
        Thread.ofVirtual().start(() -> {
            awaitState(id.value(), "falling_asleep");
            tell(new SparkEvent.SparkAsleep(id, "asked"));
        });
        as("ada")
                .post("/v1/sparks/swift-heron/sleep?wait=15s")
                .then()
                .statusCode(202)
                .body("state", equalTo("asleep"));
        Thread.ofVirtual().start(() -> {
            awaitState(id.value(), "waking");
            tell(new SparkEvent.SparkStarted(id));
        });
        as("ada")
                .post("/v1/sparks/swift-heron/wake?wait=15s")
                .then()
                .statusCode(202)
                .body("state", equalTo("running"));
    }

    @Test
    void keepsItsSlotWhenItWakesBeforeItSleeps() {
        Gateway.empty(1, 50);
        SparkId id = idOf(running("ada", "swift-heron"));
        String next = create("bob", Map.of()).get("id").asText();
        as("ada").post("/v1/sparks/swift-heron/sleep").then().statusCode(202);

        as("ada").post("/v1/sparks/swift-heron/wake").then().statusCode(202).body("state", equalTo("waking"));

        tell(new SparkEvent.SparkAsleep(id, "late"));
        tell(new SparkEvent.SparkStarted(id));
        awaitState(id.value(), "running");
        assertThat(state(new SparkId(next))).isEqualTo("queued");
        used(1, 2);
    }

    @Test
    void letsTheNextOneRunWhileItSleepsAndWaitsInTheSameQueue() {
        Gateway.empty(1, 50);
        SparkId first = idOf(running("ada", "turn-one"));
        String second = create("bob", Map.of("name", "turn-two")).get("id").asText();
        awaitState(second, "queued");

        rest(first);
        awaitState(second, "creating");
        String third = create("bob", Map.of("name", "turn-three")).get("id").asText();

        // It comes after whoever waited before it.
        as("ada")
                .post("/v1/sparks/turn-one/wake")
                .then()
                .statusCode(202)
                .body("state", equalTo("queued"))
                .body("queue_position", equalTo(2));
        as("ada").get("/v1/sparks/turn-one").then().body("queue_position", equalTo(2));
        as("bob").get("/v1/sparks/turn-three").then().body("queue_position", equalTo(1));
        assertThat(json(admin().get("/v1/sparks?state=queued")).get("items")).hasSize(2);
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            tell(new SparkEvent.SparkPurged(new SparkId(second)));
            awaitState(third, "creating");
            assertThat(state(first)).isEqualTo("queued");
            tell(new SparkEvent.SparkPurged(new SparkId(third)));
            awaitState(first.value(), "waking");
            assertThat(SparksIT.command(commands.await(message -> about(message, first)), WakeSpark.class))
                    .isEqualTo(new WakeSpark(first, "ada"));
        }
        tell(new SparkEvent.SparkStarted(first));
        awaitState(first.value(), "running");
        used(1, 1);
        countsAreTrue();
        TopicIT.verify();
    }

    @Test
    void leavesTheQueueWhenItIsToWakeNoMore() {
        Gateway.empty(1, 50);
        SparkId first = idOf(running("ada", "turn-one"));
        rest(first);
        create("bob", Map.of("name", "turn-two"));
        as("ada").post("/v1/sparks/turn-one/wake").then().body("state", equalTo("queued"));

        as("ada").post("/v1/sparks/turn-one/sleep").then().statusCode(202).body("state", equalTo("falling_asleep"));
        tell(new SparkEvent.SparkAsleep(first, "asked"));
        awaitState(first.value(), "asleep");
        admin().get("/v1/quota").then().body("queued", equalTo(0));
        countsAreTrue();

        as("ada").post("/v1/sparks/turn-one/wake").then().body("state", equalTo("queued"));
        as("ada").delete("/v1/sparks/turn-one").then().statusCode(202);
        admin().get("/v1/quota").then().body("queued", equalTo(0));
        countsAreTrue();
    }

    @Test
    void triesAgainWhatItFailedAt() {
        SparkId id = asleep("swift-heron");
        as("ada").post("/v1/sparks/swift-heron/wake").then().statusCode(202);
        tell(new SparkEvent.SparkFailed(id, "wake", "no node has room"));
        awaitState(id.value(), "failed");
        used(1, 1);
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            as("ada")
                    .post("/v1/sparks/swift-heron/retry")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("waking"));
            assertThat(SparksIT.command(commands.await(message -> about(message, id)), WakeSpark.class))
                    .isEqualTo(new WakeSpark(id, "ada"));
        }
    }

    @Test
    void waitsForItToRestWhereItFailedAtThat() {
        SparkId id = idOf(running("ada", "swift-heron"));
        as("ada").post("/v1/sparks/swift-heron/sleep").then().statusCode(202);
        tell(new SparkEvent.SparkFailed(id, "sleep", "the pod does not end"));
        awaitState(id.value(), "failed");
        Thread.ofVirtual().start(() -> {
            awaitState(id.value(), "falling_asleep");
            tell(new SparkEvent.SparkAsleep(id, "asked"));
        });
        as("ada")
                .post("/v1/sparks/swift-heron/retry?wait=15s")
                .then()
                .statusCode(202)
                .body("state", equalTo("asleep"));
    }

    @Test
    void deletesFromEveryStateOfRest() {
        SparkId id = asleep("swift-heron");
        as("ada").delete("/v1/sparks/swift-heron").then().statusCode(202).body("state", equalTo("deleting"));
        tell(new SparkEvent.SparkPurged(id));
        await().atMost(SOON).untilAsserted(() -> used(0, 0));
    }

    @Test
    void givesASleepingSparkItsOwnersNewKeys() {
        SparkId id = asleep("swift-heron");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada")
                    .body(Map.of("name", "laptop", "public_key", PublicKeyTest.madeUp(77)))
                    .post("/v1/ssh-keys")
                    .then()
                    .statusCode(201);
            SparksIT.command(commands.await(message -> about(message, id)), AuthorizeKeys.class);
        }
    }

    private static SparkId asleep(String name) {
        SparkId id = idOf(running("ada", name));
        rest(id);
        return id;
    }

    private static void rest(SparkId id) {
        admin().post("/v1/sparks/{s}/sleep", id.value()).then().statusCode(202);
        tell(new SparkEvent.SparkAsleep(id, "asked"));
        awaitState(id.value(), "asleep");
    }

    private static void used(int running, int total) {
        admin().get("/v1/quota").then().body("running.used", equalTo(running)).body("total.used", equalTo(total));
    }

    private static void countsAreTrue() {
        assertThat(Gateway.DATABASE.rows("""
                        select q.running_used - count(a.spark_id) filter (where a.slot = 'running') as running,
                            q.total_used - count(a.spark_id) filter (where a.counted) as total,
                            q.queued - count(a.spark_id) filter (where a.slot = 'queued') as queued
                        from quota q left join admission a on true group by q.running_used, q.total_used, q.queued""")).containsExactly(Map.of("running", 0L, "total", 0L, "queued", 0L));
    }

    private static boolean about(ConsumerRecord<byte[], byte[]> message, SparkId id) {
        return new String(message.key()).equals(id.value());
    }

    private static List<String> typesOf(SparkId id) {
        return json(admin().get("/v1/sparks/{s}/events?limit=500", id.value())).findValuesAsText("type");
    }

    private static String state(SparkId id) {
        return json(admin().get("/v1/sparks/{s}", id.value())).get("state").asText();
    }

    private static SparkId idOf(JsonNode spark) {
        return new SparkId(spark.get("id").asText());
    }
}
