package dev.spark.kit.outbox;

import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.kit.KitConfig;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Where a service puts what it has to say, in the transaction that makes it true. Published after the commit, at least once,
 * in the order of its spark as long as transactions about one spark follow each other.
 */
@ApplicationScoped
public class Outbox {

    private final MessageCodec codec = new MessageCodec();
    private final String source;

    Outbox(KitConfig config) {
        this.source = "spark/" + config.service();
    }

    /** The attributes of a message that this service says now, within the current trace. */
    public Envelope envelope(String id, Message message, Instant now, @Nullable String causationId) {
        return envelope(id, message, now, causationId, Traces.current());
    }

    /** The attributes of a message that this service says as part of the trace that is given. */
    public Envelope envelope(
            String id, Message message, Instant now, @Nullable String causationId, @Nullable String traceparent) {
        return new Envelope(
                id,
                MessageCodec.typeOf(message.getClass()),
                source,
                message.sparkId().value(),
                now,
                traceparent,
                causationId);
    }

    /** Promises to publish the message on the topic when the session's transaction commits. */
    public Uni<Void> put(Mutiny.Session session, String topic, Envelope envelope, Message message) {
        Encoded encoded = codec.encode(envelope, message);
        return session.persist(new OutboxMessage(
                envelope.id(), topic, encoded.key(), Headers.write(encoded.headers()), encoded.body()));
    }
}
