package dev.spark.provisioner.store;

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

    /** Counts its changes. What is told of a change has its id from it. */
    long revision;

    String state;

    byte @Nullable [] ordered;

    @Nullable
    String image;

    int attempt;

    int failures;

    @Column(name = "next_attempt_at")
    @Nullable
    Instant nextAttemptAt;

    @Nullable
    Instant deadline;

    @Column(name = "problem_step")
    @Nullable
    String problemStep;

    @Column(name = "problem_reason")
    @Nullable
    String problemReason;

    String steps;

    String parts;

    String gone;

    @Nullable
    String presence;

    @Column(name = "present_since")
    @Nullable
    Instant presentSince;

    @Nullable
    String run;

    @Column(name = "root_resets")
    int rootResets;

    @Nullable
    String traceparent;

    @Column(name = "causation_id")
    @Nullable
    String causationId;

    @Column(name = "ordered_at")
    Instant orderedAt;

    @Column(name = "changed_at")
    Instant changedAt;

    protected SparkRow() {}

    SparkRow(String id) {
        this.id = id;
    }
}
