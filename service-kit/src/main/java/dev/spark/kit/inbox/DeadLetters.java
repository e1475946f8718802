package dev.spark.kit.inbox;

import dev.spark.events.Topics;
import dev.spark.kit.KitConfig;
import dev.spark.kit.outbox.Publisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.Logger;

/**
 * Where records go that cannot be read: {@code <topic>.dlq}, with their original key, bytes and headers, and headers of ours
 * ({@code dlq-*}) that tell where they came from and why. One that is too large with those is kept without its body.
 */
@ApplicationScoped
public class DeadLetters {

    static final String SERVICE = "dlq-service";
    static final String TOPIC = "dlq-topic";
    private static final String OMITTED = "dlq-omitted-bytes";
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
        String letters = Topics.deadLettersOf(record.topic());
        return publisher
                .send(letters, record.key(), headers, record.value())
                .onFailure(RecordTooLargeException.class)
                .recoverWithUni(() -> publisher.send(letters, null, withoutBody(record, headers), null))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .indefinitely();
    }

    /**
     * With our headers it is larger than the topic takes: where it is and what it was remains, until its topic forgets it. Its own
     * headers may be what is large.
     */
    private static RecordHeaders withoutBody(ConsumerRecord<byte[], byte[]> record, RecordHeaders headers) {
        var ours = new RecordHeaders();
        headers.forEach(header -> {
            if (header.key().startsWith(PREFIX)) {
                ours.add(header);
            }
        });
        byte[] body = record.value();
        add(ours, OMITTED, body == null ? "0" : String.valueOf(body.length));
        if (body != null) {
            add(ours, "dlq-sha256", sha256(body));
        }
        return ours;
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the record itself was too large to be kept here: there is nothing to send back. */
    static boolean isOmitted(ConsumerRecord<byte[], byte[]> buried) {
        return buried.headers().lastHeader(OMITTED) != null;
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
