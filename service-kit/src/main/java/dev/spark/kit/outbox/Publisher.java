package dev.spark.kit.outbox;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/** Sends records to any topic; each Uni completes when the broker has acknowledged (acks=all). */
@ApplicationScoped
public class Publisher {

    private final MutinyEmitter<byte[]> emitter;

    Publisher(
            @Channel("outbox") @OnOverflow(value = OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    public Uni<Void> send(String topic, String key, Map<String, String> headers, byte[] body) {
        var recordHeaders = new RecordHeaders();
        headers.forEach((name, value) -> recordHeaders.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return send(topic, key.getBytes(StandardCharsets.UTF_8), recordHeaders, body);
    }

    public Uni<Void> send(String topic, byte @Nullable [] key, Headers headers, byte @Nullable [] body) {
        var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withTopic(topic)
                .withKey(key)
                .withHeaders(headers)
                .build();
        return emitter.sendMessage(Message.of(body).addMetadata(metadata));
    }
}
