package dev.spark.kit.inbox;

import dev.spark.events.Topics;
import dev.spark.kit.KitConfig;
import dev.spark.kit.outbox.Publisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts this service's dead letters back on the topics they came from, and makes what is parked due. */
@ApplicationScoped
public class Redrive {

    private static final Duration BROKER_ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final Publisher publisher;
    private final String service;
    private final List<String> topics;
    private final String bootstrapServers;

    Redrive(
            Publisher publisher,
            KitConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.publisher = publisher;
        this.service = config.service();
        this.topics =
                Stream.of(config.inbox().topics().split(",")).map(String::strip).toList();
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Sends back every dead letter of this service that was there when it began; one that still cannot be read returns to the
     * dead letters. Blocking.
     *
     * @return how many were sent back
     */
    public int deadLetters() {
        int count = 0;
        try (var consumer = new KafkaConsumer<byte[], byte[]>(consumerSettings())) {
            for (String topic : topics) {
                List<TopicPartition> partitions = consumer.partitionsFor(Topics.deadLettersOf(topic)).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                consumer.assign(partitions);
                count += sendBack(consumer, consumer.endOffsets(partitions));
            }
        }
        return count;
    }

    private int sendBack(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        int count = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(500))) {
                long end = ends.getOrDefault(new TopicPartition(letter.topic(), letter.partition()), 0L);
                if (letter.offset() < end
                        && service.equals(header(letter, DeadLetters.SERVICE))
                        && !DeadLetters.isOmitted(letter)) {
                    publisher
                            .send(
                                    header(letter, DeadLetters.TOPIC),
                                    letter.key(),
                                    DeadLetters.original(letter),
                                    letter.value())
                            .await()
                            .atMost(BROKER_ANSWERS_WITHIN);
                    count++;
                }
            }
            consumer.commitSync(ends.keySet().stream()
                    .collect(java.util.stream.Collectors.toMap(
                            partition -> partition,
                            partition -> new org.apache.kafka.clients.consumer.OffsetAndMetadata(
                                    Math.min(consumer.position(partition), ends.getOrDefault(partition, 0L))))));
        }
        return count;
    }

    private Map<String, Object> consumerSettings() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                service + ".redrive",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) BROKER_ANSWERS_WITHIN.toMillis(),
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
