package dev.spark.kit.inbox;

import dev.spark.events.Topics;
import dev.spark.kit.KitConfig;
import dev.spark.kit.outbox.Publisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.Logger;

/**
 * Where records go that cannot be read: {@code <topic>.dlq}, with their original key, bytes and headers, and headers of ours
 * ({@code dlq-*}) that tell where they came from and why.
 */
@ApplicationScoped
public class DeadLetters {

    static final String SERVICE = "dlq-service";
    static final String TOPIC = "dlq-topic";
    private static final String PREFIX = "dlq-";
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Publisher publisher;
    private final MeterRegistry metrics;
    private final String service;

    DeadLetters(Publisher publisher, MeterRegistry metrics, KitConfig config) {
        this.publisher = publisher;
        this.metrics = metrics;
        this.service = config.service();
    }

    /** Completes when the broker has it; waits for the broker as long as it takes. */
    Uni<Void> bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.warnf(
                "dead letter: %s partition %d offset %d: %s",
                record.topic(), record.partition(), record.offset(), reason);
        metrics.counter("spark.inbox.dead_letters", "topic", record.topic()).increment();
        var headers = new RecordHeaders();
        record.headers().forEach(header -> {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        });
        add(headers, TOPIC, record.topic());
        add(headers, "dlq-partition", String.valueOf(record.partition()));
        add(headers, "dlq-offset", String.valueOf(record.offset()));
        add(headers, SERVICE, service);
        add(headers, "dlq-reason", reason);
        return publisher
                .send(Topics.deadLettersOf(record.topic()), record.key(), headers, record.value())
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .indefinitely();
    }

    /** The record's headers as they were before it was buried. */
    static RecordHeaders original(ConsumerRecord<byte[], byte[]> buried) {
        var headers = new RecordHeaders();
        buried.headers().forEach(header -> {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        });
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
