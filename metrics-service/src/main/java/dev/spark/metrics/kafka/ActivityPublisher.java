package dev.spark.metrics.kafka;

import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Encoded;
import dev.spark.events.MessageCodec;
import dev.spark.kit.health.Broker;
import dev.spark.kit.outbox.Outbox;
import dev.spark.metrics.app.Announcements;
import dev.spark.metrics.app.Answering;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Sends what was measured, without an outbox: what Kafka does not take in a few seconds is dropped, since it says nothing any
 * more when the next beat comes.
 */
@ApplicationScoped
class ActivityPublisher implements Announcements {

    /** A little more than the producer itself tries. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(6);

    private static final int AT_MOST = 50_000;

    private final MessageCodec codec = new MessageCodec();
    private final Answering kafka = new Answering("Kafka");
    private final MutinyEmitter<byte[]> emitter;
    private final Outbox outbox;
    private final Broker broker;
    private final Clock clock;

    ActivityPublisher(
            @Channel("activity") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = AT_MOST)
                    MutinyEmitter<byte[]> emitter,
            Outbox outbox,
            Broker broker,
            Clock clock) {
        this.emitter = emitter;
        this.outbox = outbox;
        this.broker = broker;
        this.clock = clock;
    }

    @Override
    public void say(List<UsageMeasured> usages) {
        if (usages.isEmpty()) {
            return;
        }
        if (!broker.isReachable()) {
            kafka.silent("what was measured is dropped");
            return;
        }
        try {
            List<Uni<Void>> sent = usages.stream().map(this::send).toList();
            Uni.join().all(sent).andCollectFailures().await().atMost(TAKEN_WITHIN);
            kafka.answered(clock.instant());
        } catch (RuntimeException e) {
            kafka.silent(e.toString());
        }
    }

    private Uni<Void> send(UsageMeasured usage) {
        Encoded encoded =
                codec.encode(outbox.envelope(UUID.randomUUID().toString(), usage, clock.instant(), null), usage);
        var headers = new RecordHeaders();
        encoded.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withKey(encoded.key().getBytes(StandardCharsets.UTF_8))
                .withHeaders(headers)
                .build();
        return emitter.sendMessage(Message.of(encoded.body()).addMetadata(metadata));
    }
}
