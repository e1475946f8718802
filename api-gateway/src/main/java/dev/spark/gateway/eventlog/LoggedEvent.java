package dev.spark.gateway.eventlog;

import dev.spark.events.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * An event in the log.
 *
 * @param owner of its spark; absent for an event about a spark that was never requested
 * @param actor the user who asked, or the service that tells
 * @param body the original JSON, with its type
 */
public record LoggedEvent(
        long position,
        Envelope envelope,
        @Nullable String owner,
        @Nullable String sparkName,
        String actor,
        String body) {

    public String sparkId() {
        return envelope.subject();
    }
}
