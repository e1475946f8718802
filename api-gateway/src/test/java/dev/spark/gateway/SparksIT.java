package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.Decoded;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.ProvisioningCommand.RetrySpark;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Sealing;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class SparksIT {

    @BeforeEach
    void empty() {
        Gateway.empty(10, 50);
    }

    @Test
    void createsASparkAndAsksTheProvisionerForIt() {
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            var response = as("ada")
                    .body(Map.of(
                            "name", "calm-otter",
                            "repo", "https://github.com/octocat/hello.git",
                            "env", Map.of("GITHUB_TOKEN", "s3cret-value"),
                            "labels", Map.of("team", "core"),
                            "ttl", "7d",
                            "idle_timeout", "45m"))
                    .post("/v1/sparks");

            response.then()
                    .statusCode(202)
                    .header("Location", matchesPattern("/v1/sparks/s-[a-z2-7]{10}"))
                    .body("name", equalTo("calm-otter"))
                    .body("owner", equalTo("ada"))
                    .body("state", equalTo("creating"))
                    .body("env_names", equalTo(List.of("GITHUB_TOKEN")))
                    .body("labels.team", equalTo("core"))
                    .body("ttl", equalTo("7d"))
                    .body("idle_timeout", equalTo("45m"))
                    .body("size.storage", equalTo("10Gi"))
                    .body("queue_position", nullValue());
            String id = response.path("id");
            CreateSpark command =
                    command(commands.await(message -> new String(message.key()).equals(id)), CreateSpark.class);
            assertThat(command.spec().name()).isEqualTo("calm-otter");
            assertThat(sealing().open(new SparkId(id), command.sealedEnv()))
                    .isEqualTo(Map.of("GITHUB_TOKEN", "s3cret-value"));
            assertThat(Gateway.DATABASE
                            .rows("select body from event where spark_id = ?", id)
                            .toString())
                    .contains("GITHUB_TOKEN")
                    .doesNotContain("s3cret-value");
        }
    }

    @Test
    void makesUpANameWhereNoneIsGiven() {
        assertThat(create("ada", Map.of()).get("name").asText()).matches("[a-z]+-[a-z]+(-[0-9]+)?");
    }

    @Test
    void showsHowFarASparkIs() {
        var spark = create("ada", Map.of("name", "deft-heron"));
        var id = new SparkId(spark.get("id").asText());

        tell(new SparkEvent.SparkStepReached(id, "database", SparkEvent.StepState.STARTED, "Creating the database"));
        tell(new SparkEvent.SparkStepReached(id, "database", SparkEvent.StepState.DONE, "Creating the database"));
        tell(new SparkEvent.SparkProvisioned(id, "spark/base:1", "db_x", "postgres.local"));
        tell(new SparkEvent.SparkStarted(id));

        JsonNode running = awaitState(id.value(), "running");
        assertThat(running.at("/steps/0/name").asText()).isEqualTo("database");
        assertThat(running.at("/steps/0/state").asText()).isEqualTo("done");
        assertThat(running.at("/steps/0/finished_at").asText()).isNotEmpty();
        assertThat(running.at("/image").asText()).isEqualTo("spark/base:1");
        assertThat(running.at("/database/name").asText()).isEqualTo("db_x");
        assertThat(running.at("/ssh/user").asText()).isEqualTo("user");
    }

    @Test
    void waitsUntilASparkRuns() throws Exception {
        var waiting = new Thread(() -> {
            while (true) {
                JsonNode found = json(as("ada").get("/v1/sparks/keen-lynx"));
                if (found.has("id")) {
                    tell(new SparkEvent.SparkStarted(new SparkId(found.get("id").asText())));
                    return;
                }
            }
        });
        waiting.start();

        var response = as("ada").body(Map.of("name", "keen-lynx")).post("/v1/sparks?wait=30s");

        response.then().statusCode(202).body("state", equalTo("running"));
        waiting.join();
    }

    @Test
    void answersWhenTheTimeOfWaitingIsUp() {
        as("ada")
                .body(Map.of("name", "idle-mole"))
                .post("/v1/sparks?wait=1s")
                .then()
                .statusCode(202)
                .body("state", equalTo("creating"));
    }

    @Test
    void refusesATakenNameUntilItIsDeleted() {
        create("ada", Map.of("name", "fair-wren"));

        as("bob")
                .body(Map.of("name", "fair-wren"))
                .post("/v1/sparks")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("name_taken"));
        as("ada")
                .delete("/v1/sparks/fair-wren?purge=true")
                .then()
                .statusCode(202)
                .body("state", equalTo("deleting"));
        create("bob", Map.of("name", "fair-wren"));
    }

    @Test
    void deletesAndPurges() {
        var spark = create("ada", Map.of("name", "old-yak"));
        String id = spark.get("id").asText();
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada")
                    .delete("/v1/sparks/old-yak?purge=true")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("deleting"));
            as("ada")
                    .delete("/v1/sparks/" + id + "?purge=true")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("deleting"));
            command(commands.await(message -> new String(message.key()).equals(id)), DeleteSpark.class);
        }

        tell(new SparkEvent.SparkPurged(new SparkId(id)));

        org.awaitility.Awaitility.await()
                .until(() -> as("ada").get("/v1/sparks/" + id).statusCode() == 404);
        as("ada").get("/v1/sparks/old-yak").then().statusCode(404);
        as("ada").get("/v1/sparks/" + id + "/events").then().statusCode(200).body("items.size()", equalTo(4));
        as("bob").get("/v1/sparks/" + id + "/events").then().statusCode(404);
        admin().get("/v1/quota").then().body("running.used", equalTo(0)).body("total.used", equalTo(0));
    }

    @Test
    void retriesOnlyWhatFailed() {
        var spark = create("ada", Map.of("name", "sad-newt"));
        String id = spark.get("id").asText();

        as("ada").post("/v1/sparks/sad-newt/retry").then().statusCode(409).body("code", equalTo("conflict"));
        tell(new SparkEvent.SparkFailed(new SparkId(id), "volume", "There is no space left."));
        assertThat(awaitState(id, "failed").get("state_reason").asText()).isEqualTo("There is no space left.");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada").post("/v1/sparks/sad-newt/retry").then().statusCode(202).body("state", equalTo("creating"));
            command(commands.await(message -> new String(message.key()).equals(id)), RetrySpark.class);
        }
    }

    @Test
    void configures() {
        create("ada", Map.of("name", "apt-crow", "labels", Map.of("a", "1")));

        as("ada")
                .body(Map.of("labels", Map.of("b", "2"), "idle_timeout", "2h", "wake_policy", "manual"))
                .patch("/v1/sparks/apt-crow")
                .then()
                .statusCode(200)
                .body("labels", equalTo(Map.of("b", "2")))
                .body("idle_timeout", equalTo("2h"))
                .body("wake_policy", equalTo("manual"));
        long before = Gateway.logged();
        as("ada")
                .body(Map.of("idle_timeout", "2h"))
                .patch("/v1/sparks/apt-crow")
                .then()
                .statusCode(200);
        assertThat(Gateway.logged()).isEqualTo(before);
    }

    @Test
    void listsByPagesThatStayWhileSparksComeAndGo() {
        Gateway.empty(100, 100);
        var names = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            names.addFirst(create("ada", Map.of("name", "list-" + i, "labels", Map.of("n", "" + i % 2)))
                    .get("name")
                    .asText());
        }
        create("bob", Map.of("name", "list-of-bob"));

        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var request = as("ada").queryParam("limit", 3);
            JsonNode page = json((cursor == null ? request : request.queryParam("cursor", cursor)).get("/v1/sparks"));
            page.get("items").forEach(item -> seen.add(item.get("name").asText()));
            cursor = page.get("next_cursor").isNull()
                    ? null
                    : page.get("next_cursor").asText();
            create("ada", Map.of());
        } while (cursor != null);

        assertThat(seen).isEqualTo(names);
        as("ada")
                .get("/v1/sparks?label=n=1&prefix=list-")
                .then()
                .body("items.name", equalTo(List.of("list-5", "list-3", "list-1")));
        as("ada").get("/v1/sparks?state=running").then().body("items.size()", equalTo(0));
        admin().get("/v1/sparks?owner=bob").then().body("items.name", equalTo(List.of("list-of-bob")));
        as("ada").get("/v1/sparks?owner=bob").then().statusCode(403).body("code", equalTo("forbidden"));
        create("ada", Map.of("name", "list-short", "ttl", "1h"));
        as("ada")
                .get("/v1/sparks?expiring_before=" + java.time.Instant.now().plusSeconds(7200))
                .then()
                .body("items.name", equalTo(List.of("list-short")));
    }

    @Test
    void givesTheFirstAnswerToARepeat() {
        String key = UUID.randomUUID().toString();
        var body = Map.of("labels", Map.of("x", "y"));

        var first = as("ada").header("Idempotency-Key", key).body(body).post("/v1/sparks");
        var second = as("ada").header("Idempotency-Key", key).body(body).post("/v1/sparks");

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        as("ada")
                .header("Idempotency-Key", key)
                .body(Map.of("labels", Map.of("x", "z")))
                .post("/v1/sparks")
                .then()
                .statusCode(422)
                .body("code", equalTo("invalid_request"));
        as("bob")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/sparks")
                .then()
                .statusCode(202)
                .body("owner", equalTo("bob"));
    }

    @Test
    void keepsAnIssuedTokenForARepeatSealed() {
        String key = UUID.randomUUID().toString();

        String first = as("ada")
                .header("Idempotency-Key", key)
                .body(Map.of("name", "t"))
                .post("/v1/tokens")
                .path("token");
        String second = as("ada")
                .header("Idempotency-Key", key)
                .body(Map.of("name", "t"))
                .post("/v1/tokens")
                .path("token");

        assertThat(second).isEqualTo(first).startsWith("spark_").hasSize(55);
        assertThat(Gateway.DATABASE.rows("select * from idempotency").toString()
                        + Gateway.DATABASE.rows("select * from api_token"))
                .doesNotContain(first);
    }

    static <T> T command(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        var headers = new HashMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        Decoded decoded =
                new MessageCodec().decode(new String(record.key(), StandardCharsets.UTF_8), headers, record.value());
        assertThat(decoded).isInstanceOf(Decoded.Readable.class);
        return type.cast(((Decoded.Readable) decoded).message());
    }

    static Sealing sealing() {
        return new Sealing(ConfigProvider.getConfig().getValue("spark.sealing-key", String.class));
    }
}
