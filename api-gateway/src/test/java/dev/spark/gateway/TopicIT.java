package dev.spark.gateway;

import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.record;
import static dev.spark.gateway.Gateway.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class TopicIT {

    private static final String GOOD = "s-goodgoodgo";

    @BeforeEach
    void empty() {
        Gateway.empty(100, 100);
    }

    @Test
    void buriesWhatItCannotReadAndGoesOn() {
        var id = new SparkId(create("ada", Map.of()).get("id").asText());
        long before = Gateway.logged();
        List<ProducerRecord<byte[], byte[]>> unreadable = unreadable(id);
        assertThat(unreadable).hasSizeGreaterThanOrEqualTo(30);
        try (var letters = KafkaProbe.fromNow(Topics.deadLettersOf(Topics.EVENTS))) {
            var all = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (ProducerRecord<byte[], byte[]> bad : unreadable) {
                all.add(bad);
                all.add(record(
                        UUID.randomUUID().toString(),
                        new SparkEvent.SparkStepReached(id, "good", StepState.DONE, "between")));
            }
            Gateway.sendAll(all);
            tell(new SparkEvent.SparkStarted(id));

            Gateway.awaitState(id.value(), "running");
            letters.await(unreadable.size(), letter -> true);
            assertThat(letters.received()).hasSize(unreadable.size());
            assertThat(letters.received())
                    .allMatch(letter -> KafkaProbe.header(letter, "dlq-topic").equals(Topics.EVENTS)
                            && !KafkaProbe.header(letter, "dlq-reason").isEmpty());
            assertThat(Gateway.logged()).isEqualTo(before + unreadable.size() + 1);

            // Sent back, they still cannot be read: they return, and nothing else happens.
            RestAssured.given()
                    .header("Authorization", "Bearer " + GatewayInfrastructure.OPERATOR)
                    .post("/ops/redrive")
                    .then()
                    .statusCode(200);
            letters.await(2 * unreadable.size(), letter -> true);
        }
        assertThat(Gateway.logged()).isEqualTo(before + unreadable.size() + 1);
        assertThat(Gateway.DATABASE.value(Long.class, "select count(*) from parked"))
                .isZero();
    }

    @Test
    void survivesWhatIsReadableAndStrange() {
        var id = new SparkId(create("ada", Map.of()).get("id").asText());
        long before = Gateway.logged();
        var strange = new ArrayList<ProducerRecord<byte[], byte[]>>();
        // Of the future; about nobody; NUL in texts; UTF-16; endless; a second beginning.
        strange.add(changed(
                id,
                headers -> headers.put("ce_type", "spark.dreamt.v7"),
                body("spark.dreamt.v7", id, "\"of\": \"sheep\"")));
        strange.add(record(UUID.randomUUID().toString(), new SparkEvent.SparkStarted(new SparkId("s-nobodynobo"))));
        strange.add(record(
                UUID.randomUUID().toString(),
                new SparkEvent.SparkStepReached(id, "nul\0", StepState.DONE, "\0 in \uD800 it")));
        strange.add(changed(
                id, headers -> {}, body("spark.started.v1", id, "\"x\": 1").getBytes(StandardCharsets.UTF_16BE)));
        strange.add(changed(
                id,
                headers -> headers.put("ce_type", "spark.step-reached.v1"),
                body(
                        "spark.step-reached.v1",
                        id,
                        "\"step\": \"s\", \"state\": \"done\", \"message\": \"" + "m".repeat(500_000) + "\"")));
        strange.add(changed(
                new SparkId("s-endlessend"),
                headers -> {
                    headers.put("ce_type", "spark.requested.v1");
                    headers.put("ce_time", "9999-12-31T23:59:59Z");
                },
                body("spark.requested.v1", new SparkId("s-endlessend"), """
                        "spec": {"name": "nul\\u0000name", "owner": "nobody\\u0000", "size": {"cpu": "", "memory": "", "storage": ""},
                        "env_names": [], "labels": {"a\\u0000": "\\u0000"}, "ttl": "PT9223372036854775807S",
                        "idle_timeout": "PT-5S", "wake_policy": "any"}, "authorized_keys": [], "requested_by": "x\\u0000" """)));
        strange.add(changed(
                id,
                headers -> headers.put("ce_time", "0001-01-01T00:00:00Z"),
                body("spark.started.v1", id, "\"x\": 1")));
        strange.add(changed(
                id,
                headers -> headers.put("traceparent", "nonsense"),
                body("spark.started.v1", id, "\"deep\": " + "[".repeat(900) + "]".repeat(900))));
        Gateway.sendAll(strange);

        await().atMost(Duration.ofSeconds(20)).until(() -> Gateway.logged() == before + strange.size());
        assertThat(Gateway.DATABASE.value(Long.class, "select count(*) from parked"))
                .isZero();
        var page = Gateway.json(Gateway.admin().get("/v1/events?limit=500&after=" + before));
        assertThat(page.get("items")).hasSize(strange.size());
        assertThat(page.findValuesAsText("type")).contains("spark.dreamt.v7");
        verify();
    }

    @Test
    void isNotMovedByRepeats() {
        var id = new SparkId(create("ada", Map.of()).get("id").asText());
        var messages = new ArrayList<ProducerRecord<byte[], byte[]>>();
        messages.add(record("once-" + id, new SparkEvent.SparkStarted(id)));
        messages.add(record("twice-" + id, new SparkEvent.SparkInterrupted(id, "moved")));
        messages.add(record("thrice-" + id, new SparkEvent.SparkStarted(id)));
        long before = Gateway.logged();
        for (int i = 0; i < 10; i++) {
            Gateway.sendAll(messages);
        }
        var end = new SparkId(create("ada", Map.of()).get("id").asText());
        tell(new SparkEvent.SparkStarted(end));
        Gateway.awaitState(end.value(), "running");
        await().until(() -> Gateway.logged() == before + 6);
        assertThat(Gateway.json(Gateway.admin().get("/v1/sparks/{id}", id.value()))
                        .get("state")
                        .asText())
                .isEqualTo("running");

        // Everything that was ever said, again, as after a lost offset; and the inbox has forgotten it.
        List<Map<String, Object>> sparks = Gateway.DATABASE.rows("select * from spark order by id");
        Gateway.DATABASE.execute("delete from inbox");
        try (var past = KafkaProbe.fromStart(Topics.EVENTS)) {
            past.await(1, message -> true);
            List<ProducerRecord<byte[], byte[]>> again = new ArrayList<>();
            for (int empty = 0, size = -1; empty < 5; empty = past.received().size() == size ? empty + 1 : 0) {
                size = past.received().size();
            }
            past.received()
                    .forEach(message -> again.add(new ProducerRecord<>(
                            Topics.EVENTS, null, message.key(), message.value(), message.headers())));
            long logged = Gateway.logged();
            Gateway.sendAll(again);
            var last = new SparkId(create("ada", Map.of()).get("id").asText());
            tell(new SparkEvent.SparkStarted(last));
            Gateway.awaitState(last.value(), "running");
            await().until(() -> Gateway.logged() == logged + 3);
            assertThat(Gateway.DATABASE.rows("select * from spark where id <> ? order by id", last.value()))
                    .isEqualTo(sparks);
        }
    }

    static void verify() {
        RestAssured.given()
                .header("Authorization", "Bearer " + GatewayInfrastructure.OPERATOR)
                .get("/ops/read-model/verify")
                .then()
                .statusCode(200)
                .body("differences", equalTo(0));
    }

    private static List<ProducerRecord<byte[], byte[]>> unreadable(SparkId id) {
        var bad = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (String body : new String[] {
            "",
            "null",
            "x",
            "{",
            "[]",
            "\"text\"",
            "1",
            "true",
            "{}",
            "{\"type\": \"spark.started.v1\"}",
            "{\"type\": 1}",
            "{\"type\": \"spark.failed.v1\", \"spark_id\": \"" + id + "\"}",
            "{\"type\": \"spark.started.v1\", \"spark_id\": null}",
            "{\"type\": \"spark.started.v1\", \"spark_id\": \"no id\"}",
            "{\"type\": \"spark.started.v1\", \"spark_id\": 7}",
            "{\"type\": \"spark.started.v1\", \"spark_id\": \"" + GOOD + "\"}",
            body("spark.started.v1", id, "\"a\": 1, \"a\": 2"),
            body("spark.started.v1", id, "\"a\": 1") + "{}",
            body("spark.started.v1", id, "\"a\": NaN"),
            body("spark.started.v1", id, "\"a\": " + "[".repeat(2000)),
            "{\"type\": \"spark.started.v1\", \"spark_id\": \"" + id + "\", \"x\": \"" + "y".repeat(1_048_600) + "\"}"
        }) {
            if (body.length() < 1_000_000) {
                bad.add(changed(id, headers -> {}, body));
            }
        }
        bad.add(changed(id, headers -> {}, (byte[]) null));
        bad.add(changed(id, headers -> {}, new byte[] {0, 1, 2, (byte) 0xff, (byte) 0xfe}));
        bad.add(changed(id, headers -> {}, new byte[] {(byte) 0xc3, (byte) 0x28}));
        for (String header :
                new String[] {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"}) {
            bad.add(changed(id, headers -> headers.remove(header), body("spark.started.v1", id, "\"a\": 1")));
            bad.add(changed(id, headers -> headers.put(header, ""), body("spark.started.v1", id, "\"a\": 1")));
            bad.add(changed(id, headers -> headers.put(header, "x\0y"), body("spark.started.v1", id, "\"a\": 1")));
        }
        bad.add(changed(
                id, headers -> headers.put("ce_id", "x".repeat(600)), body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(id, headers -> headers.put("ce_specversion", "2.0"), body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(
                id,
                headers -> headers.put("ce_time", "0000-01-01T00:00:00Z"),
                body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(id, headers -> headers.put("ce_time", "yesterday"), body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(
                id,
                headers -> headers.put("ce_time", "+200000-01-01T00:00:00Z"),
                body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(id, headers -> headers.put("traceparent", "\0"), body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(id, headers -> headers.put("ce_subject", GOOD), body("spark.started.v1", id, "\"a\": 1")));
        bad.add(changed(
                id, headers -> headers.put("ce_type", "spark.purged.v1"), body("spark.started.v1", id, "\"a\": 1")));
        var otherKey = changed(id, headers -> {}, body("spark.started.v1", id, "\"a\": 1"));
        bad.add(new ProducerRecord<>(
                Topics.EVENTS, null, GOOD.getBytes(StandardCharsets.UTF_8), otherKey.value(), otherKey.headers()));
        bad.add(new ProducerRecord<byte[], byte[]>(
                Topics.EVENTS, null, (byte[]) null, otherKey.value(), otherKey.headers()));
        return bad;
    }

    private static String body(String type, SparkId id, String more) {
        return "{\"type\": \"" + type + "\", \"spark_id\": \"" + id + "\", " + more + "}";
    }

    private static ProducerRecord<byte[], byte[]> changed(
            SparkId id, Consumer<Map<String, String>> change, String body) {
        return changed(id, change, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A SparkStarted with other headers and another body. */
    private static ProducerRecord<byte[], byte[]> changed(
            SparkId id, Consumer<Map<String, String>> change, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        record(UUID.randomUUID().toString(), new SparkEvent.SparkStarted(id))
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        if (headers.get("ce_subject") != null) {
            headers.put("ce_subject", id.value());
        }
        change.accept(headers);
        var record = new ProducerRecord<>(Topics.EVENTS, id.value().getBytes(StandardCharsets.UTF_8), body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
