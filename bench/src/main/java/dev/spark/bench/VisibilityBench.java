package dev.spark.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent.SparkStepReached;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.system.Gateway;
import dev.spark.system.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An event put on the topic → seen by a subscriber after it is in the log and the read model, over a Kafka round trip plus one INSERT. */
final class VisibilityBench {

    private static final int WARM_UP = 100;
    private static final String RAW_TOPIC = "bench.raw";
    private final Stack stack;
    private final Report report;
    private final int rounds;
    private final MessageCodec codec = new MessageCodec();

    VisibilityBench(Stack stack, Report report, int rounds) {
        this.stack = stack;
        this.report = report;
        this.rounds = rounds;
    }

    void run() throws Exception {
        Gateway gateway = stack.admin();
        SparkId spark = new SparkId(gateway.create("visible").path("id").asText());
        gateway.awaitState(spark.value(), "running", Duration.ofMinutes(2));
        var ours = new Samples();
        var raw = new Samples();
        try (var events = new EventStream(stack);
                var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                var connection = stack.database("spark")) {
            admin.createTopics(List.of(new NewTopic(RAW_TOPIC, 1, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            consumer.assign(List.of(new TopicPartition(RAW_TOPIC, 0)));
            consumer.seekToEnd(consumer.assignment());
            consumer.position(new TopicPartition(RAW_TOPIC, 0));
            connection.createStatement().execute("create table bench_raw (id text primary key, body bytea)");
            var insert = connection.prepareStatement("insert into bench_raw values (?, ?)");
            for (int i = 0; i < WARM_UP + rounds; i++) {
                boolean counts = i >= WARM_UP;
                var message = new SparkStepReached(spark, "bench", StepState.STARTED, "Round " + i);
                String id = UUID.randomUUID().toString();
                Encoded encoded = codec.encode(
                        new Envelope(
                                id,
                                MessageCodec.typeOf(SparkStepReached.class),
                                "spark/bench",
                                spark.value(),
                                Instant.now(),
                                null,
                                null),
                        message);
                long started = System.nanoTime();
                producer.send(record(Topics.EVENTS, encoded));
                long seen = events.await(id);
                if (counts) {
                    ours.addNanos(seen - started);
                }
                started = System.nanoTime();
                producer.send(record(RAW_TOPIC, encoded));
                while (consumer.poll(Duration.ofSeconds(5)).isEmpty()) {
                    // The record is on its way.
                }
                insert.setString(1, id);
                insert.setBytes(2, encoded.body());
                insert.executeUpdate();
                if (counts) {
                    raw.addNanos(System.nanoTime() - started);
                }
            }
            connection.createStatement().execute("drop table bench_raw");
            admin.deleteTopics(List.of(RAW_TOPIC)).all().get(10, TimeUnit.SECONDS);
        }
        gateway.delete("/v1/sparks/" + spark + "?purge=true");
        gateway.awaitGone(spark.value(), Duration.ofMinutes(1));
        report.heading("Visibility");
        report.latencyTable();
        report.latencies(
                "event → in the read model, seen by a subscriber", ours, "a Kafka round trip plus one INSERT", raw);
        report.line("");
        report.line("Warm-up: " + WARM_UP + " rounds of each.");
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Encoded encoded) {
        var record = new ProducerRecord<>(topic, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }
}
