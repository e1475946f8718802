package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.awaitState;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class AdmissionIT {

    @BeforeEach
    void empty() {
        Gateway.empty(10, 50);
    }

    @Test
    void grantsExactlyWhatThereIsWhenAHundredAskAtOnce() throws Exception {
        String token = Gateway.tokenOf("ada");
        List<Seen> answers = createAtOnce(100, token, "", "{}");

        var byState = answers.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        answer -> answer.json()
                                .get(answer.status() == 202 ? "state" : "code")
                                .asText(),
                        java.util.stream.Collectors.counting()));
        assertThat(byState).isEqualTo(Map.of("creating", 10L, "queued", 40L, "quota_exceeded", 50L));
        answers.stream().filter(answer -> answer.status() != 202).forEach(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().get("limit").asInt()).isEqualTo(50);
        });
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 202)
                        .map(answer -> answer.json().get("name").asText())
                        .distinct())
                .hasSize(50);
        // In the queue each has its own place, in the order of the log.
        List<JsonNode> queued = new ArrayList<>();
        json(Gateway.with(token).get("/v1/sparks?state=queued&limit=100"))
                .get("items")
                .forEach(queued::add);
        queued.sort(Comparator.comparingInt(spark -> spark.get("queue_position").asInt()));
        assertThat(queued.stream().map(spark -> spark.get("queue_position").asInt()))
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 40).boxed().toList());
        List<String> order = Gateway.DATABASE
                .rows("select spark_id from event where type = 'spark.queued.v1' and spark_id in"
                        + " (select spark_id from admission) order by position")
                .stream()
                .map(row -> (String) row.get("spark_id"))
                .toList();
        assertThat(queued.stream().map(spark -> spark.get("id").asText())).isEqualTo(order);
        admin().get("/v1/quota")
                .then()
                .body("running.used", equalTo(10))
                .body("total.used", equalTo(50))
                .body("queued", equalTo(40));
    }

    @Test
    void admitsTheNextOfTheQueueWhenOneIsPurged() {
        admin().body(Map.of("running", 2, "total", 10)).put("/v1/quota").then().statusCode(200);
        List<JsonNode> sparks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sparks.add(create("ada", Map.of("name", "turn-" + i, "env", Map.of("N", "" + i))));
        }
        assertThat(sparks.stream().map(spark -> spark.get("state").asText()))
                .containsExactly("creating", "creating", "queued", "queued", "queued");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            // One of the queue leaves it; a running one is purged.
            as("ada").delete("/v1/sparks/turn-3").then().statusCode(202);
            as("ada").get("/v1/sparks/turn-4").then().body("queue_position", equalTo(2));
            String third = sparks.get(2).get("id").asText();

            tell(new SparkEvent.SparkPurged(new SparkId(sparks.get(0).get("id").asText())));

            awaitState(third, "creating");
            CreateSpark command = SparksIT.command(
                    commands.await(message -> new String(message.key()).equals(third)), CreateSpark.class);
            assertThat(SparksIT.sealing().open(new SparkId(third), command.sealedEnv()))
                    .isEqualTo(Map.of("N", "2"));
        }
        as("ada").get("/v1/sparks/turn-4").then().body("queue_position", equalTo(1));
        admin().get("/v1/quota")
                .then()
                .body("running.used", equalTo(2))
                .body("total.used", equalTo(4))
                .body("queued", equalTo(1));
        assertThat(Gateway.DATABASE.value(
                        Long.class, "select count(*) from admission where slot <> 'queued' and sealed_env is not null"))
                .isZero();
    }

    @Test
    void takesNoEnvironmentThatCouldNotBeSentWhenItsTurnComes() {
        admin().body(Map.of("running", 1, "total", 10)).put("/v1/quota").then().statusCode(200);
        String first = create("ada", Map.of()).get("id").asText();
        var env = new java.util.HashMap<String, String>();
        for (int i = 0; i < 6; i++) {
            env.put("V" + i, "\u4e00".repeat(43_300));
        }

        as("bob").body(Map.of("env", env)).post("/v1/sparks").then().statusCode(400);

        // A positive control: what is allowed is sent.
        String second = create("bob", Map.of("env", Map.of("V", "\u4e00".repeat(43_000))))
                .get("id")
                .asText();
        tell(new SparkEvent.SparkPurged(new SparkId(first)));
        awaitState(second, "creating");
    }

    @Test
    void failsAloneWhatCannotBeSentAnyMoreWhenItsTurnComes() {
        admin().body(Map.of("running", 1, "total", 10)).put("/v1/quota").then().statusCode(200);
        String first = create("ada", Map.of()).get("id").asText();
        String large = create("bob", Map.of()).get("id").asText();
        String third = create("bob", Map.of()).get("id").asText();
        Gateway.DATABASE.execute("update admission set sealed_env = repeat('x', 1000000) where spark_id = ?", large);

        tell(new SparkEvent.SparkPurged(new SparkId(first)));

        awaitState(large, "failed");
        as("bob").delete("/v1/sparks/" + large).then().statusCode(202);
        tell(new SparkEvent.SparkPurged(new SparkId(large)));
        awaitState(third, "creating");
    }

    @Test
    void letsTheQueueMoveWhenTheLimitIsRaised() {
        admin().body(Map.of("running", 0, "total", 10)).put("/v1/quota").then().statusCode(200);
        String first = create("ada", Map.of()).get("id").asText();
        String second = create("bob", Map.of()).get("id").asText();

        admin().body(Map.of("running", 1, "total", 10))
                .put("/v1/quota")
                .then()
                .statusCode(200)
                .body("running.used", equalTo(1))
                .body("queued", equalTo(1));

        awaitState(first, "creating");
        awaitState(second, "queued");
        as("ada").body(Map.of("running", 9, "total", 9)).put("/v1/quota").then().statusCode(403);
    }

    @Test
    void answersRepeatsAtTheSameTimeWithOneSpark() throws Exception {
        String token = Gateway.tokenOf("ada");
        String key = UUID.randomUUID().toString();

        List<Seen> answers = createAtOnce(20, token, key, "{\"ttl\": \"1h\"}");

        assertThat(answers.stream().map(Seen::status)).containsOnly(202);
        assertThat(answers.stream().map(Seen::text).distinct()).hasSize(1);
        admin().get("/v1/quota").then().body("total.used", equalTo(1));
    }

    @Test
    void keepsItsCountsTrue() {
        create("ada", Map.of());
        as("ada").delete("/v1/sparks/" + create("ada", Map.of()).get("id").asText());

        assertThat(Gateway.DATABASE.rows("""
            select q.running_used - count(a.spark_id) filter (where a.slot = 'running') as running,
                q.total_used - count(a.spark_id) as total,
                q.queued - count(a.spark_id) filter (where a.slot = 'queued') as queued
            from quota q left join admission a on true group by q.running_used, q.total_used, q.queued\
            """)).containsExactly(Map.of("running", 0L, "total", 0L, "queued", 0L));
    }

    /** An answer to a call that was made at the same time as others. */
    private record Seen(int status, String text) {
        JsonNode json() {
            try {
                return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
            } catch (java.io.IOException e) {
                throw new AssertionError(text, e);
            }
        }
    }

    private static List<Seen> createAtOnce(int count, String token, String key, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < count; i++) {
                var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/sparks"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header(
                                "Idempotency-Key",
                                key.isEmpty() ? UUID.randomUUID().toString() : key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            var seen = new ArrayList<Seen>();
            for (var answer : answers) {
                seen.add(new Seen(answer.get().statusCode(), answer.get().body()));
            }
            return seen;
        }
    }
}
