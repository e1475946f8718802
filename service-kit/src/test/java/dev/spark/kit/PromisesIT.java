package dev.spark.kit;

import static dev.spark.testing.KafkaProbe.header;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.ProvisioningCommand.RetrySpark;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.outbox.Outbox;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of the kit, kept by the smallest service there is, with real Kafka and real PostgreSQL. */
@QuarkusTest
@WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "lifecycle"))
class PromisesIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    WriteDown handler;

    @Inject
    Transactions transactions;

    @Inject
    Outbox outbox;

    private final MessageCodec codec = new MessageCodec();
    private final Postgres database = Postgres.as("lifecycle");
    private final SparkId spark = SparkId.random(new SecureRandom());

    @BeforeEach
    void nothingFails() {
        handler.failForNobody();
    }

    @Test
    void actsOnceOnAMessageDeliveredTenTimes() {
        ProducerRecord<byte[], byte[]> command = command(new DeleteSpark(spark, "ada"));
        for (int i = 0; i < 10; i++) {
            KafkaProbe.send(command);
        }
        ProducerRecord<byte[], byte[]> last = command(new RetrySpark(spark, "ada"));
        KafkaProbe.send(last);

        await().atMost(SOON).untilAsserted(() -> assertThat(told(spark)).hasSize(2));
        assertThat(told(spark)).containsExactly(id(command), id(last));
    }

    @Test
    void keepsTheOrderOfASpark() {
        List<ProducerRecord<byte[], byte[]>> commands = IntStream.range(0, 50)
                .mapToObj(i -> command(new RetrySpark(spark, "ada")))
                .toList();
        try (var events = KafkaProbe.fromNow(Topics.EVENTS)) {
            commands.forEach(KafkaProbe::send);

            var answers = events.await(50, event -> header(event, "ce_subject").equals(spark.value()));

            assertThat(answers)
                    .extracting(event -> header(event, "ce_causationid"))
                    .containsExactlyElementsOf(
                            commands.stream().map(PromisesIT::id).toList());
        }
    }

    @Test
    void continuesTheTraceOfTheMessage() {
        try (var events = KafkaProbe.fromNow(Topics.EVENTS)) {
            KafkaProbe.send(command(new DeleteSpark(spark, "ada")));

            var answer = events.await(event -> header(event, "ce_subject").equals(spark.value()));

            assertThat(header(answer, "traceparent"))
                    .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                    .doesNotContain("00f067aa0ba902b7");
            assertThat(header(answer, "ce_source")).isEqualTo("spark/lifecycle");
        }
    }

    @Test
    void buriesWhatCannotBeReadWithItsBytesAndRedrivesIt() {
        ProducerRecord<byte[], byte[]> good = command(new DeleteSpark(spark, "ada"));
        var broken = new ProducerRecord<>(Topics.PROVISIONING, "any".getBytes(UTF_8), "{broken".getBytes(UTF_8));
        broken.headers().add("x-origin", "somewhere".getBytes(UTF_8));
        try (var letters = KafkaProbe.fromNow(Topics.deadLettersOf(Topics.PROVISIONING))) {
            KafkaProbe.send(broken);
            KafkaProbe.send(good);

            var letter = letters.await(message -> header(message, "x-origin").equals("somewhere"));
            assertThat(letter.key()).isEqualTo(broken.key());
            assertThat(letter.value()).isEqualTo(broken.value());
            assertThat(header(letter, "dlq-topic")).isEqualTo(Topics.PROVISIONING);
            assertThat(header(letter, "dlq-reason")).contains("ce_specversion");
            await().atMost(SOON).untilAsserted(() -> assertThat(told(spark)).containsExactly(id(good)));

            given().header("Authorization", "Bearer operator")
                    .post("/ops/redrive")
                    .then()
                    .statusCode(200);

            // Still unreadable, so it comes back, once.
            letters.await(2, message -> header(message, "x-origin").equals("somewhere"));
        }
    }

    @Test
    void buriesATypeFromTheFuture() {
        Encoded encoded = encoded(new DeleteSpark(spark, "ada"));
        var future = new ProducerRecord<>(
                Topics.PROVISIONING,
                encoded.key().getBytes(UTF_8),
                new String(encoded.body(), UTF_8)
                        .replace("spark.delete.v1", "spark.delete.v9")
                        .getBytes(UTF_8));
        encoded.headers()
                .forEach((name, value) -> future.headers()
                        .add(
                                name,
                                value.replace("spark.delete.v1", "spark.delete.v9")
                                        .getBytes(UTF_8)));
        try (var letters = KafkaProbe.fromNow(Topics.deadLettersOf(Topics.PROVISIONING))) {
            KafkaProbe.send(future);

            var letter = letters.await(message -> header(message, "ce_type").equals("spark.delete.v9"));
            assertThat(header(letter, "dlq-reason")).isEqualTo("its type is not known to this version");
        }
    }

    @Test
    void parksTheSparkWhoseMessageKeepsFailingAndNoOther() {
        SparkId healthy = SparkId.random(new SecureRandom());
        handler.failFor(spark);
        ProducerRecord<byte[], byte[]> first = command(new RetrySpark(spark, "ada"));
        ProducerRecord<byte[], byte[]> second = command(new DeleteSpark(spark, "ada"));
        ProducerRecord<byte[], byte[]> other = command(new DeleteSpark(healthy, "ada"));
        List.of(first, second, other).forEach(KafkaProbe::send);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told(healthy)).containsExactly(id(other));
            assertThat(parked(spark)).containsExactly(id(first), id(second));
        });
        assertThat(told(spark)).isEmpty();

        handler.failForNobody();
        ProducerRecord<byte[], byte[]> third = command(new RetrySpark(spark, "ada"));
        KafkaProbe.send(third);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(parked(spark)).containsExactly(id(first), id(second), id(third)));
        given().header("Authorization", "Bearer operator")
                .post("/ops/redrive")
                .then()
                .statusCode(200)
                .body("parked", equalTo(3));

        assertThat(parked(spark)).isEmpty();
        assertThat(told(spark)).containsExactly(id(first), id(second), id(third));
    }

    @Test
    void triesWhatIsParkedBehindAMessageThatCannotBeRead() {
        SparkId healthy = SparkId.random(new SecureRandom());
        ProducerRecord<byte[], byte[]> good = command(new DeleteSpark(healthy, "ada"));
        try {
            // The first in the order of the sweep: ids begin with s-.
            parkRow("r-unreadable", "unreadable " + spark, "{}", "{}".getBytes(UTF_8));
            parkRow(healthy.value(), id(good), headers(good), good.value());

            given().header("Authorization", "Bearer operator")
                    .post("/ops/redrive")
                    .then()
                    .statusCode(200)
                    .body("parked", equalTo(1));

            assertThat(told(healthy)).containsExactly(id(good));
            assertThat(database.value(
                            Integer.class, "select attempts from lifecycle.parked where spark_id = 'r-unreadable'"))
                    .isPositive();
        } finally {
            database.execute("delete from lifecycle.parked where spark_id = ?", "r-unreadable");
        }
    }

    private void parkRow(String sparkId, String messageId, String headers, byte[] body) {
        database.execute(
                "insert into lifecycle.parked (spark_id, message_id, topic, headers, body, reason, next_attempt_at)"
                        + " values (?, ?, ?, ?, ?, 'test', now() + interval '1 hour')",
                sparkId,
                messageId,
                Topics.PROVISIONING,
                headers,
                body);
    }

    private static String headers(ProducerRecord<byte[], byte[]> record) {
        var headers = new java.util.HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return dev.spark.kit.outbox.Headers.write(headers);
    }

    @Test
    void buriesWhatIsTooLargeToBeBuriedWhole() {
        ProducerRecord<byte[], byte[]> good = command(new DeleteSpark(spark, "ada"));
        var garbage = new ProducerRecord<>(Topics.PROVISIONING, good.key(), new byte[1024 * 1024 - 150]);
        try (var letters = KafkaProbe.fromNow(Topics.deadLettersOf(Topics.PROVISIONING))) {
            KafkaProbe.send(garbage);
            KafkaProbe.send(good);

            var letter = letters.await(
                    message -> header(message, "dlq-omitted-bytes").equals(String.valueOf(garbage.value().length)));

            assertThat(letter.value()).isNull();
            assertThat(header(letter, "dlq-topic")).isEqualTo(Topics.PROVISIONING);
            assertThat(header(letter, "dlq-sha256")).hasSize(64);
            await().atMost(SOON).untilAsserted(() -> assertThat(told(spark)).containsExactly(id(good)));
        }
    }

    @Test
    void hidesOperationsFromOthers() {
        given().post("/ops/redrive").then().statusCode(404);
        given().header("Authorization", "Bearer guess")
                .get("/ops/parked")
                .then()
                .statusCode(404);
        given().header("Authorization", "Bearer operator")
                .get("/ops/parked")
                .then()
                .statusCode(200);
    }

    @Test
    void publishesWhatWasCommittedAndNothingElse() {
        var rolledBack = new SparkStarted(spark);
        var committed = new SparkStarted(spark);
        try (var events = KafkaProbe.fromNow(Topics.EVENTS)) {
            assertThat(transactions
                            .run(session -> outbox.put(session, Topics.EVENTS, envelope("rolled-back"), rolledBack)
                                    .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("no"))))
                            .onFailure()
                            .recoverWithNull()
                            .await()
                            .atMost(SOON))
                    .isNull();
            transactions
                    .run(session -> outbox.put(session, Topics.EVENTS, envelope("committed"), committed))
                    .await()
                    .atMost(SOON);

            var ours = events.await(event -> header(event, "ce_subject").equals(spark.value()));

            assertThat(header(ours, "ce_id")).isEqualTo("committed " + spark);
            assertThat(events.received())
                    .noneMatch(event -> header(event, "ce_id").equals("rolled-back " + spark));
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(outboxRows()).isZero());
    }

    @Test
    void publishesWhatACrashLeft() {
        Encoded left = codec.encode(envelope("left"), new SparkStarted(spark));
        try (var events = KafkaProbe.fromNow(Topics.EVENTS)) {
            leave("left", left.body());

            events.await(event -> header(event, "ce_id").equals("left " + spark));
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(outboxRows()).isZero());
    }

    @Test
    void promisesNothingThatIsTooLargeToBePublished() {
        var large = new SparkFailed(spark, "step", "x".repeat(Outbox.LARGEST_BODY));
        assertThatThrownBy(() -> transactions
                        .run(session -> outbox.put(session, Topics.EVENTS, envelope("large"), large))
                        .await()
                        .atMost(SOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(spark.value());
        assertThat(outboxRows()).isZero();
    }

    @Test
    void publishesWhatStandsBehindAMessageThatTheBrokerDoesNotTake() {
        try (var events = KafkaProbe.fromNow(Topics.EVENTS)) {
            leave("too-large", new byte[3 * 1024 * 1024]);
            leave(
                    "behind",
                    codec.encode(envelope("behind"), new SparkStarted(spark)).body());

            events.await(event -> header(event, "ce_id").equals("behind " + spark));
            await().atMost(SOON).untilAsserted(() -> assertThat(outboxRows()).isOne());
            given().get("/q/health/ready").then().statusCode(200);
        } finally {
            database.execute("delete from lifecycle.outbox where message_id = ?", "too-large " + spark);
        }
    }

    private void leave(String id, byte[] body) {
        database.execute(
                "insert into lifecycle.outbox (message_id, topic, key, headers, body) values (?, ?, ?, ?, ?)",
                id + " " + spark,
                Topics.EVENTS,
                spark.value(),
                "{\"ce_id\":\"" + id + " " + spark + "\"}",
                body);
    }

    @Test
    void saysThatItIsAliveAndReady() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private Envelope envelope(String id) {
        return outbox.envelope(id + " " + spark, new SparkStarted(spark), Instant.now(), null);
    }

    private Encoded encoded(ProvisioningCommand command) {
        return codec.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(command.getClass()),
                        "spark/test",
                        command.sparkId().value(),
                        Instant.now(),
                        "00-" + TRACE + "-00f067aa0ba902b7-01",
                        null),
                command);
    }

    private ProducerRecord<byte[], byte[]> command(ProvisioningCommand command) {
        Encoded encoded = encoded(command);
        var record = new ProducerRecord<>(Topics.PROVISIONING, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    private static String id(ProducerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    }

    private List<Object> told(SparkId id) {
        return column("select message_id from lifecycle.told where spark_id = ? order by seq", id);
    }

    private List<Object> parked(SparkId id) {
        return column("select message_id from lifecycle.parked where spark_id = ? order by seq", id);
    }

    private List<Object> column(String query, SparkId id) {
        return database.rows(query, id.value()).stream()
                .map(row -> row.get("message_id"))
                .toList();
    }

    private long outboxRows() {
        return database.value(Long.class, "select count(*) from lifecycle.outbox");
    }
}
