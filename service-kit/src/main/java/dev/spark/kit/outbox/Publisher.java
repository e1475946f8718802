package dev.spark.kit.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to any topic, acknowledged by all replicas that are in sync.
 *
 * <p>A record that fails is not sent again by itself: behind those that followed it, it would be out of order. The producer
 * is idempotent, so a partition takes no record whose predecessor it has not taken, and it is given up, with all that it
 * still holds, at the first failure. Whoever sends begins again at the record that failed.
 */
@ApplicationScoped
public class Publisher {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    private final Map<String, Object> settings = new HashMap<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("publisher").factory());
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /** What became of a record. */
    public enum Outcome {

        /** The broker has acknowledged it. */
        TAKEN,

        /** The broker never takes it, as it is set up. */
        TOO_LARGE,

        /** It failed, or one before it did; it may have reached the topic. */
        NOT_TAKEN
    }

    /**
     * The outcomes, in the order of the records.
     *
     * @param failure the first one that is not about the size of a record
     */
    public record Result(List<Outcome> outcomes, @Nullable Throwable failure) {}

    Publisher(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.putAll(broker);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    }

    /** A record with textual headers. */
    static ProducerRecord<byte[], byte[]> record(String topic, String key, Map<String, String> headers, byte[] body) {
        var record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), body);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** The same with textual headers. */
    public Uni<Void> send(String topic, String key, Map<String, String> headers, byte[] body) {
        ProducerRecord<byte[], byte[]> record = record(topic, key, headers, body);
        return send(topic, record.key(), record.headers(), body);
    }

    /** Completes when the broker has acknowledged it, and fails if it does not in time. */
    public Uni<Void> send(String topic, byte @Nullable [] key, Headers headers, byte @Nullable [] body) {
        Iterable<Header> all = headers;
        return sendInOrder(List.of(new ProducerRecord<>(topic, null, key, body, all)))
                .chain(result -> {
                    Throwable failure = result.failure();
                    if (failure != null) {
                        return Uni.createFrom().failure(failure);
                    }
                    return result.outcomes().getFirst() == Outcome.TAKEN
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom()
                                    .failure(new RecordTooLargeException("a record for " + topic + " is too large"));
                });
    }

    /**
     * Sends the records one after the other and stops at the first failure. Completes when it is settled what became of each,
     * with no record left that could still be sent.
     */
    public Uni<Result> sendInOrder(List<ProducerRecord<byte[], byte[]>> records) {
        return Uni.createFrom().completionStage(() -> {
            var result = new CompletableFuture<Result>();
            sender.execute(() -> {
                try {
                    hand(records).whenComplete((sent, failure) -> {
                        if (failure == null) {
                            result.complete(sent);
                        } else {
                            result.completeExceptionally(failure);
                        }
                    });
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        });
    }

    private CompletableFuture<Result> hand(List<ProducerRecord<byte[], byte[]>> records) {
        KafkaProducer<byte[], byte[]> with = producer();
        var failure = new CompletableFuture<Throwable>();
        var sent = new ArrayList<CompletableFuture<Outcome>>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            var outcome = new CompletableFuture<Outcome>();
            sent.add(outcome);
            if (failure.isDone()) {
                outcome.complete(Outcome.NOT_TAKEN);
                continue;
            }
            try {
                with.send(record, (metadata, problem) -> settle(with, outcome, failure, problem));
            } catch (RuntimeException e) {
                settle(with, outcome, failure, e);
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        new Result(sent.stream().map(CompletableFuture::join).toList(), failure.getNow(null)));
    }

    /** Called by the producer's own thread before it sends anything else, so that nothing overtakes what failed. */
    private void settle(
            KafkaProducer<byte[], byte[]> with,
            CompletableFuture<Outcome> outcome,
            CompletableFuture<Throwable> failure,
            @Nullable Exception problem) {
        if (problem == null) {
            outcome.complete(Outcome.TAKEN);
        } else if (problem instanceof RecordTooLargeException) {
            outcome.complete(Outcome.TOO_LARGE);
        } else {
            failure.complete(problem);
            giveUp(with);
            outcome.complete(Outcome.NOT_TAKEN);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(settings);
        }
        return producer;
    }

    private void giveUp(KafkaProducer<byte[], byte[]> failed) {
        synchronized (this) {
            if (producer != failed) {
                return;
            }
            producer = null;
        }
        failed.close(Duration.ZERO);
    }

    void stop(@Observes ShutdownEvent stopping) {
        sender.shutdown();
        KafkaProducer<byte[], byte[]> last;
        synchronized (this) {
            last = producer;
        }
        if (last != null) {
            last.close(ENDS_WITHIN);
        }
    }
}
