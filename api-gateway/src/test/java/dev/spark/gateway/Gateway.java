package dev.spark.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.testing.Infrastructure;
import dev.spark.testing.Postgres;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What tests of the gateway say and see: calls as its users, and events as the provisioner. */
public final class Gateway {

    public static final String ADMIN = "spark_test_admin_token";
    public static final Postgres DATABASE = Postgres.as("gateway");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MessageCodec CODEC = new MessageCodec();
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Gateway() {}

    /** A request with this token. */
    public static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    public static RequestSpecification admin() {
        return with(ADMIN);
    }

    /** A request as this member. */
    public static RequestSpecification as(String user) {
        return with(tokenOf(user));
    }

    public static String tokenOf(String user) {
        return TOKENS.computeIfAbsent(
                user,
                name -> admin().body(Map.of("name", "test", "user", name))
                        .post("/v1/tokens")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token"));
    }

    public static JsonNode json(Response response) {
        try {
            return JSON.readTree(response.asByteArray());
        } catch (java.io.IOException e) {
            throw new AssertionError("no JSON: " + response.asString(), e);
        }
    }

    /** A new spark of the user. */
    public static JsonNode create(String user, Map<String, ?> body) {
        Response response = as(user).body(body).post("/v1/sparks");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return json(response);
    }

    /** A new spark of the user that runs. */
    public static JsonNode running(String user, String name) {
        JsonNode spark = create(user, Map.of("name", name));
        var id = new SparkId(spark.get("id").asText());
        tell(new SparkEvent.SparkProvisioned(id, "image:1", "db_1", "postgres"));
        tell(new SparkEvent.SparkStarted(id));
        return awaitState(id.value(), "running");
    }

    public static JsonNode awaitState(String id, String state) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> json(admin().get("/v1/sparks/{id}", id)),
                        spark -> state.equals(spark.path("state").asText()));
    }

    /** Says an event as the provisioner; returns its id. */
    public static String tell(SparkEvent event) {
        String id = UUID.randomUUID().toString();
        tell(id, event);
        return id;
    }

    public static void tell(String id, SparkEvent event) {
        send(record(id, event));
    }

    /** An event as the provisioner says it. */
    public static ProducerRecord<byte[], byte[]> record(String id, Message event) {
        Encoded encoded = CODEC.encode(
                new Envelope(
                        id,
                        MessageCodec.typeOf(event.getClass()),
                        "spark/provisioner",
                        event.sparkId().value(),
                        Instant.now(),
                        null,
                        null),
                event);
        var record =
                new ProducerRecord<>(Topics.EVENTS, encoded.key().getBytes(StandardCharsets.UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    public static void send(ProducerRecord<byte[], byte[]> record) {
        sendAll(List.of(record));
    }

    public static void sendAll(List<ProducerRecord<byte[], byte[]>> records) {
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (var record : records) {
            sent.add(Producer.SHARED.send(record));
        }
        for (var one : sent) {
            try {
                one.get();
            } catch (Exception e) {
                throw new AssertionError("Kafka did not take it", e);
            }
        }
    }

    /** Nothing is left of any spark, and the limits are these. */
    public static void empty(int running, int total) {
        var events = DATABASE.rows("select spark_id from admission").stream()
                .map(row -> record(UUID.randomUUID().toString(), new SparkEvent.SparkPurged(new SparkId((String)
                        row.get("spark_id")))))
                .toList();
        sendAll(events);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> DATABASE.value(Long.class, "select count(*) from admission") == 0);
        admin().body(Map.of("running", running, "total", total))
                .put("/v1/quota")
                .then()
                .statusCode(200);
    }

    /** Whatever was told before is folded. */
    public static void sync() {
        String last = create("zoe", Map.of()).get("id").asText();
        tell(new SparkEvent.SparkPurged(new SparkId(last)));
        await().atMost(PATIENCE)
                .until(() ->
                        DATABASE.value(Long.class, "select count(*) from admission where spark_id = ?", last) == 0);
    }

    public static long logged() {
        return DATABASE.value(Long.class, "select last_position from event_log");
    }

    private static final class Producer {
        static final KafkaProducer<byte[], byte[]> SHARED = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.kafka(), "acks", "all", "linger.ms", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
