package dev.spark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import dev.spark.local.kafka.Topic;
import dev.spark.local.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Sees what a topic carries, byte for byte, and puts bytes onto topics. Not for use by several threads.
 *
 * <pre>{@code
 * try (var events = KafkaProbe.fromNow("spark.events")) {
 *     …
 *     var event = events.await(message -> KafkaProbe.header(message, "ce_type").equals("spark.slept.v1"));
 * }
 * }</pre>
 */
public final class KafkaProbe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();

    private KafkaProbe(String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Infrastructure.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
    }

    /** Sees what is sent after this call has returned. */
    public static KafkaProbe fromNow(String topic) {
        var probe = new KafkaProbe(topic);
        probe.consumer.seekToEnd(probe.consumer.assignment());
        probe.consumer.assignment().forEach(probe.consumer::position); // looks up the end now, not at the first poll
        return probe;
    }

    /** Sees what the topic still has, and what is sent. */
    public static KafkaProbe fromStart(String topic) {
        var probe = new KafkaProbe(topic);
        probe.consumer.seekToBeginning(probe.consumer.assignment());
        return probe;
    }

    /** The first message of that kind, whether it has come already or comes within 20 s. */
    public ConsumerRecord<byte[], byte[]> await(Predicate<ConsumerRecord<byte[], byte[]>> kind) {
        return await(1, kind).getFirst();
    }

    /** All messages of that kind, as soon as there are so many; fails after 20 s. */
    public List<ConsumerRecord<byte[], byte[]>> await(int count, Predicate<ConsumerRecord<byte[], byte[]>> kind) {
        return Awaitility.await("messages of " + consumer.assignment())
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> receivedOf(kind), found -> found.size() >= count);
    }

    /** All messages so far. */
    public List<ConsumerRecord<byte[], byte[]>> received() {
        return receivedOf(message -> true);
    }

    /** The value of the given header as text, or an empty text. */
    public static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    /** Sends a message as it is and returns when Kafka has it. */
    public static RecordMetadata send(ProducerRecord<byte[], byte[]> message) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.kafka(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return answer(producer.send(message));
        }
    }

    /** Removes all messages from all of Spark's topics; consumers go on where the topics now begin. */
    static void emptyTopics(String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var topics = Topics.ALL.stream().map(Topic::name).toList();
            var partitions = answer(admin.describeTopics(topics).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
            var ends = answer(admin.listOffsets(partitions).all()).entrySet().stream()
                    .collect(toMap(
                            Map.Entry::getKey,
                            end -> RecordsToDelete.beforeOffset(end.getValue().offset())));
            answer(admin.deleteRecords(ends).all());
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> receivedOf(Predicate<ConsumerRecord<byte[], byte[]>> kind) {
        consumer.poll(Duration.ofMillis(100)).forEach(received::add);
        return received.stream().filter(kind).toList();
    }

    private static <T> T answer(Future<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not do it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
