package dev.spark.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message: CloudEvents 1.0, in binary mode (one Kafka header each).
 *
 * @param id unique per message; where what it tells can be told again after a crash, derived from it, so that a repeat is
 *     recognised
 * @param type the {@link WireName}
 * @param source the service that speaks, {@code spark/provisioner}
 * @param subject the spark's id
 * @param time when it happened, UTC
 * @param traceparent W3C trace context of the work that caused it
 * @param causationId the id of the message that caused it
 */
public record Envelope(
        String id,
        String type,
        String source,
        String subject,
        Instant time,
        @Nullable String traceparent,
        @Nullable String causationId) {

    public Envelope {
        Require.present("id", id);
        Require.present("type", type);
        Require.present("source", source);
        Require.present("subject", subject);
        Require.present("time", time);
    }
}
