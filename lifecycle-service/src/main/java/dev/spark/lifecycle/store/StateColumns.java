package dev.spark.lifecycle.store;

import dev.spark.lifecycle.domain.Attempt;
import dev.spark.lifecycle.domain.Desired;
import dev.spark.lifecycle.domain.SparkState;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A state as columns, and back. */
final class StateColumns {

    static final String MOVING = "moving";
    static final String SETTLED = "settled";
    static final String OVERDUE = "overdue";
    static final String CLOSED = "closed";

    private StateColumns() {}

    static SparkState read(SparkRow row) {
        return switch (row.state) {
            case MOVING -> new SparkState.Moving(desired(row), row.round, row.scaled, attempt(row));
            case SETTLED -> new SparkState.Settled(desired(row), row.round, attempt(row));
            case OVERDUE -> new SparkState.Overdue(desired(row), row.round, attempt(row));
            case CLOSED -> new SparkState.Closed();
            default -> throw new IllegalStateException("a row's state is " + row.state);
        };
    }

    static void write(SparkRow row, SparkState state) {
        row.desired = null;
        row.round = 0;
        row.scaled = false;
        row.failures = 0;
        row.nextAttemptAt = null;
        row.deadline = null;
        row.problem = null;
        switch (state) {
            case SparkState.Unknown unknown -> throw new IllegalArgumentException("an unknown spark has no row");
            case SparkState.Moving moving -> {
                row.state = MOVING;
                row.scaled = moving.scaled();
                write(row, moving);
            }
            case SparkState.Settled settled -> {
                row.state = SETTLED;
                write(row, settled);
            }
            case SparkState.Overdue overdue -> {
                row.state = OVERDUE;
                write(row, overdue);
            }
            case SparkState.Closed closed -> row.state = CLOSED;
        }
    }

    private static void write(SparkRow row, SparkState.Tended tended) {
        row.desired = tended.desired().name();
        row.round = tended.round();
        row.failures = tended.attempt().failures();
        row.nextAttemptAt = tended.attempt().next();
        row.deadline = tended.attempt().deadline();
        row.problem = tended.attempt().problem().orElse(null);
    }

    private static Desired desired(SparkRow row) {
        return Desired.valueOf(present(row.desired));
    }

    private static Attempt attempt(SparkRow row) {
        return new Attempt(
                row.failures, present(row.nextAttemptAt), present(row.deadline), Optional.ofNullable(row.problem));
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "a column is empty");
    }
}
