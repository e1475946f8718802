package dev.spark.lifecycle.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A spark as the table has it; {@link StateColumns} knows what the columns mean. */
@Entity
@Table(name = "spark")
@SuppressWarnings("NullAway.Init")
class SparkRow {

    @Id
    String id;

    String state;

    @Nullable
    String desired;

    long round;

    boolean scaled;

    int failures;

    @Column(name = "next_attempt_at")
    @Nullable
    Instant nextAttemptAt;

    @Nullable
    Instant deadline;

    @Nullable
    String problem;

    /** Why it is to rest, where nobody asked for it. */
    @Nullable
    String reason;

    @Nullable
    String traceparent;

    @Column(name = "causation_id")
    @Nullable
    String causationId;

    @Column(name = "changed_at")
    Instant changedAt;

    protected SparkRow() {}

    SparkRow(String id) {
        this.id = id;
    }
}
