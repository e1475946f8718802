package dev.spark.gateway.eventlog;

import dev.spark.events.Envelope;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the event log, for reading. */
@Entity
@Table(name = "event")
@SuppressWarnings("NullAway.Init")
class EventRow {

    @Id
    long position;

    @Column(name = "event_id")
    String eventId;

    @Column(name = "spark_id")
    String sparkId;

    @Nullable
    String owner;

    @Column(name = "spark_name")
    @Nullable
    String sparkName;

    String type;

    String source;

    Instant at;

    String actor;

    @Column(name = "causation_id")
    @Nullable
    String causationId;

    @Nullable
    String traceparent;

    String body;

    protected EventRow() {}

    LoggedEvent logged() {
        return new LoggedEvent(
                position,
                new Envelope(eventId, type, source, sparkId, at, traceparent, causationId),
                owner,
                sparkName,
                actor,
                body);
    }
}
