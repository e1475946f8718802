package dev.spark.kit.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.kit.KitConfig;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Where a service puts what it has to say, in the transaction that makes it true. Published after the commit, at least once,
 * in the order of its spark as long as transactions about one spark follow each other.
 */
@ApplicationScoped
public class Outbox {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a body: with its key and headers it stays within what Kafka takes as one record unless it is told otherwise, 1 MiB. */
    public static final int LARGEST_BODY = MessageCodec.LARGEST_BODY - 64 * 1024;

    private final MessageCodec codec = new MessageCodec();
    private final String source;

    /** A message, its attributes and the topic it goes to. */
    public record Outgoing(String topic, Envelope envelope, Message message) {}

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

    /**
     * Promises to publish the message on the topic when the session's transaction commits.
     *
     * @throws IllegalArgumentException if it is larger than {@link #LARGEST_BODY}: a promise that could not be kept
     */
    public Uni<Void> put(Mutiny.Session session, String topic, Envelope envelope, Message message) {
        Encoded encoded = encode(envelope, message);
        return session.persist(new OutboxMessage(
                envelope.id(), topic, encoded.key(), Headers.write(encoded.headers()), encoded.body()));
    }

    /**
     * Promises to publish the messages, in this order, when the session's transaction commits: one statement for all.
     *
     * @throws IllegalArgumentException if one is larger than {@link #LARGEST_BODY}
     */
    public Uni<Void> putAll(Mutiny.Session session, List<Outgoing> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (Outgoing message : messages) {
            Encoded encoded = encode(message.envelope(), message.message());
            rows.addObject()
                    .put("n", rows.size())
                    .put("message_id", message.envelope().id())
                    .put("topic", message.topic())
                    .put("key", encoded.key())
                    .put("headers", Headers.write(encoded.headers()))
                    .put("body", encoded.body());
        }
        return session.createNativeQuery("""
                        insert into outbox (message_id, topic, key, headers, body)
                        select message_id, topic, key, headers, decode(body, 'base64')
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                            n int, message_id text, topic text, key text, headers text, body text)
                        order by n""")
                .setParameter("rows", rows.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    private Encoded encode(Envelope envelope, Message message) {
        Encoded encoded = codec.encode(envelope, message);
        if (encoded.body().length > LARGEST_BODY) {
            throw new IllegalArgumentException(envelope.type() + " about " + envelope.subject() + " has "
                    + encoded.body().length + " bytes, more than " + LARGEST_BODY);
        }
        return encoded;
    }
}
