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
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.TrashSpark;
import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkExpired;
import dev.spark.events.SparkEvent.SparkExtended;
import dev.spark.events.SparkEvent.SparkPurgeDue;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkEvent.SparkTrashed;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.gateway.domain.PublicKeyTest;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trash, times to live and extensions by call, and what comes of what the lifecycle service finds. */
@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class TrashIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeEach
    void empty() {
        Gateway.empty(10, 50);
    }

    @Test
    void goesToTheTrashAndComesBackAsleep() {
        SparkId id = idOf(running("ada", "swift-heron"));
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            as("ada").delete("/v1/sparks/swift-heron").then().statusCode(202).body("state", equalTo("deleting"));
            assertThat(SparksIT.command(commands.await(message -> about(message, id)), TrashSpark.class))
                    .isEqualTo(new TrashSpark(id, "ada"));
            used(1, 1);
            Instant purgeAt = Instant.parse("2099-01-01T00:00:00Z");
            tell(new SparkTrashed(id, purgeAt));
            awaitState(id.value(), "trashed");
            used(0, 0);
            as("ada").get("/v1/sparks/" + id).then().body("purge_at", equalTo(purgeAt.toString()));
            assertThat(json(as("ada").get("/v1/sparks")).get("items")).isEmpty();
            assertThat(json(as("ada").get("/v1/sparks?state=trashed")).get("items"))
                    .hasSize(1);
            as("ada")
                    .get("/v1/sparks/" + id + "/activity")
                    .then()
                    .body("decision", equalTo("It is in the trash."))
                    .body("next[0].what", equalTo("purge"));

            for (String call : new String[] {"wake", "sleep", "stop"}) {
                as("ada")
                        .post("/v1/sparks/" + id + "/" + call)
                        .then()
                        .statusCode(409)
                        .body("code", equalTo("conflict"))
                        .body("detail", containsString("spark undelete"));
            }
            as("eve").post("/v1/sparks/" + id + "/undelete").then().statusCode(404);
            as("ada")
                    .post("/v1/sparks/swift-heron/undelete")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("falling_asleep"));
            assertThat(SparksIT.command(
                            commands.await(2, message -> about(message, id)).getLast(), SleepSpark.class))
                    .isEqualTo(new SleepSpark(id, "it came out of the trash", "ada"));
        }
        tell(new SparkAsleep(id, "it came out of the trash"));
        awaitState(id.value(), "asleep");
        used(0, 1);
        as("ada").post("/v1/sparks/swift-heron/undelete").then().statusCode(409);
        TopicIT.verify();
    }

    @Test
    void givesItsNameToAnotherAndDoesNotComeBackBesideIt() {
        SparkId old = trashed("swift-heron");
        SparkId young = idOf(running("ada", "swift-heron"));

        as("ada").get("/v1/sparks/swift-heron").then().body("id", equalTo(young.value()));
        as("ada").post("/v1/sparks/" + old + "/undelete").then().statusCode(409).body("code", equalTo("name_taken"));
        as("ada").delete("/v1/sparks/" + young + "?purge=true").then().statusCode(202);
        as("ada").post("/v1/sparks/" + old + "/undelete").then().statusCode(202);
        used(1, 2);
    }

    @Test
    void comesBackOnlyWhereThereIsRoom() {
        SparkId old = trashed("swift-heron");
        Gateway.admin()
                .body(Map.of("running", 10, "total", 1))
                .put("/v1/quota")
                .then()
                .statusCode(200);
        create("bob", Map.of());

        as("ada")
                .post("/v1/sparks/" + old + "/undelete")
                .then()
                .statusCode(409)
                .body("code", equalTo("quota_exceeded"));
        awaitState(old.value(), "trashed");
    }

    @Test
    void isTakenBackOnItsWayToTheTrash() {
        SparkId id = idOf(running("ada", "swift-heron"));
        as("ada").delete("/v1/sparks/swift-heron").then().statusCode(202);

        as("ada").post("/v1/sparks/" + id + "/undelete").then().statusCode(202);
        tell(new SparkTrashed(id, Instant.now().plus(DAY))); // the answer to what was asked before
        tell(new SparkAsleep(id, "it came out of the trash"));
        awaitState(id.value(), "asleep");
        used(0, 1);
    }

    @Test
    void isPurgedFromTheTrash() {
        SparkId id = trashed("swift-heron");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada")
                    .delete("/v1/sparks/" + id + "?purge=true")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("deleting"));
            SparksIT.command(commands.await(message -> about(message, id)), DeleteSpark.class);
        }
        as("ada").post("/v1/sparks/" + id + "/undelete").then().statusCode(409);
        tell(new SparkPurged(id));
        await().atMost(SOON).until(() -> as("ada").get("/v1/sparks/" + id).statusCode() == 404);
        used(0, 0);
    }

    @Test
    void isPurgedWhenItIsDueByThisDatabasesClockAndNotBefore() {
        SparkId early = trashed("early-lark", Instant.now().plus(DAY));
        SparkId due = trashed("late-lark", Instant.now().minusSeconds(1));
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            // A service whose clock is a day fast.
            tell(new SparkPurgeDue(early, Instant.now().plus(DAY)));
            tell(new SparkPurgeDue(due, Instant.now()));
            SparksIT.command(commands.await(message -> about(message, due)), DeleteSpark.class);
            awaitState(early.value(), "trashed");
            assertThat(commands.received()).noneMatch(message -> about(message, early));
        }
        awaitState(due.value(), "deleting");
    }

    @Test
    void expiresWhenItsTimeIsOverByThisDatabasesClockAndNotBefore() {
        SparkId id = idOf(running("ada", "swift-heron"));
        as("ada").get("/v1/sparks/" + id).then().body("expires_at", nullValue());
        as("ada")
                .body(Map.of("ttl", "1m"))
                .post("/v1/sparks/" + id + "/extend")
                .then()
                .statusCode(200)
                .body("expires_at", notNullValue());
        assertThat(json(as("ada")
                                .get("/v1/sparks?expiring_before="
                                        + Instant.now().plus(DAY)))
                        .get("items"))
                .hasSize(1);

        // A service whose clock is a day fast.
        tell(new SparkExpired(id, Instant.now()));
        Gateway.sync();
        awaitState(id.value(), "running");

        tell(new SparkExtended(id, Instant.now().minusSeconds(1), "ada"));
        try (var commands = KafkaProbe.fromNow(Topics.LIFECYCLE)) {
            tell(new SparkExpired(id, Instant.now()));
            assertThat(SparksIT.command(commands.await(message -> about(message, id)), TrashSpark.class))
                    .isEqualTo(new TrashSpark(id, "spark"));
        }
        tell(new SparkTrashed(id, Instant.now().plus(DAY)));
        awaitState(id.value(), "trashed");
        JsonNode events = json(as("ada").get("/v1/sparks/" + id + "/events?limit=500"));
        assertThat(events.findValuesAsText("type")).contains("spark.extended.v1", "spark.expired.v1");
        assertThat(events.toString()).contains("\"cause\":\"expired\"");
    }

    /** The lifecycle service says it again until something has come of it: after an outage several arrive at once. */
    @Test
    void comesOnceOfWhatIsFoundSeveralTimes() {
        SparkId id = idOf(running("ada", "swift-heron"));
        tell(new SparkExtended(id, Instant.now().minusSeconds(1), "ada"));
        Gateway.sendAll(Stream.generate(
                        () -> Gateway.record(UUID.randomUUID().toString(), new SparkExpired(id, Instant.now())))
                .limit(20)
                .toList());
        awaitState(id.value(), "deleting");
        Gateway.sync();

        JsonNode events = json(as("ada").get("/v1/sparks/" + id + "/events?limit=500"));
        assertThat(events.findValuesAsText("type"))
                .filteredOn("spark.trash-requested.v1"::equals)
                .hasSize(1);
    }

    @Test
    void extendsOnlyWhatIsThere() {
        as("ada")
                .body(Map.of("ttl", "7d"))
                .post("/v1/sparks/nobody/extend")
                .then()
                .statusCode(404);
        SparkId id = trashed("swift-heron");
        as("ada")
                .body(Map.of("ttl", "7d"))
                .post("/v1/sparks/" + id + "/extend")
                .then()
                .statusCode(409);
        running("ada", "calm-otter");
        as("eve")
                .body(Map.of("ttl", "7d"))
                .post("/v1/sparks/calm-otter/extend")
                .then()
                .statusCode(404);
        for (Object body : new Object[] {Map.of(), Map.of("ttl", "soon"), Map.of("ttl", "1s"), Map.of("ttl", 7)}) {
            as("ada")
                    .body(body)
                    .post("/v1/sparks/calm-otter/extend")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_request"))
                    .body("field", equalTo("ttl"));
        }
        as("ada").get("/v1/sparks?state=running").then().body("items", hasSize(1));
    }

    @Test
    void givesASparkInTheTrashItsOwnersKeys() {
        SparkId id = trashed("swift-heron");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada")
                    .body(Map.of("name", "trash-laptop", "public_key", PublicKeyTest.madeUp(78)))
                    .post("/v1/ssh-keys")
                    .then()
                    .statusCode(201);
            SparksIT.command(commands.await(message -> about(message, id)), AuthorizeKeys.class);
        }
    }

    private static SparkId trashed(String name) {
        return trashed(name, Instant.now().plus(DAY));
    }

    private static SparkId trashed(String name, Instant purgeAt) {
        SparkId id = idOf(running("ada", name));
        as("ada").delete("/v1/sparks/" + id).then().statusCode(202);
        tell(new SparkTrashed(id, purgeAt));
        awaitState(id.value(), "trashed");
        return id;
    }

    private static void used(int running, int total) {
        admin().get("/v1/quota").then().body("running.used", equalTo(running)).body("total.used", equalTo(total));
    }

    private static boolean about(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> message, SparkId id) {
        return new String(message.key(), java.nio.charset.StandardCharsets.UTF_8).equals(id.value());
    }

    private static SparkId idOf(JsonNode spark) {
        return new SparkId(spark.get("id").asText());
    }
}
