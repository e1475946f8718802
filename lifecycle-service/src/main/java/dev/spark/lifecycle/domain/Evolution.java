package dev.spark.lifecycle.domain;

import dev.spark.lifecycle.domain.SparkState.Closed;
import dev.spark.lifecycle.domain.SparkState.Moving;
import dev.spark.lifecycle.domain.SparkState.Overdue;
import dev.spark.lifecycle.domain.SparkState.Settled;
import dev.spark.lifecycle.domain.SparkState.Tended;
import dev.spark.lifecycle.domain.SparkState.Unknown;
import java.time.Instant;
import java.util.List;

/** Moves a spark's state on. Total: what does not fit leaves the state as it is. */
public final class Evolution {

    private final Limits limits;

    public Evolution(Limits limits) {
        this.limits = limits;
    }

    public SparkState evolve(SparkState state, List<? extends Change> changes, Instant now) {
        SparkState evolved = state;
        for (Change change : changes) {
            evolved = evolve(evolved, change, now);
        }
        return evolved;
    }

    public SparkState evolve(SparkState state, Change change, Instant now) {
        return switch (change) {
            case Change.Built built ->
                state instanceof Unknown ? new Settled(Desired.AWAKE, 0, Attempt.until(now, now)) : state;
            case Change.Ordered(Desired desired) -> ordered(state, desired, now);
            case Change.RemovalHeard removal -> new Closed();
            case Change.Scaled(Desired desired) -> scaled(state, desired, now);
            case Change.Delayed delayed ->
                withAttempt(state, (tended, attempt) -> delayed(tended.desired(), attempt, delayed, now));
            case Change.Reached(Desired desired) -> reached(state, desired, now);
            case Change.GaveUp gaveUp ->
                state instanceof Moving moving
                        ? new Overdue(
                                moving.desired(),
                                moving.round(),
                                moving.attempt().due(now))
                        : state;
            case Change.Resumed resumed ->
                withAttempt(
                        state,
                        (tended, attempt) -> attempt.due(now).notBefore(now.plus(limits.patience(tended.desired()))));
        };
    }

    /** Every order begins a round, also one for what is so already: whoever gave it waits for an answer. */
    private SparkState ordered(SparkState state, Desired desired, Instant now) {
        Attempt attempt = Attempt.until(now, now.plus(limits.patience(desired)));
        return switch (state) {
            case Unknown unknown -> new Moving(desired, 1, false, attempt);
            case Tended tended -> new Moving(desired, tended.round() + 1, false, attempt);
            case Closed closed -> closed;
        };
    }

    /** One that was to run and did not is on its way again, with a deadline like any other. */
    private SparkState scaled(SparkState state, Desired desired, Instant now) {
        return switch (state) {
            case Moving moving
            when moving.desired() == desired ->
                new Moving(desired, moving.round(), true, moving.attempt().due(now));
            case Settled settled
            when settled.desired() == desired ->
                desired == Desired.AWAKE
                        ? new Moving(
                                desired,
                                settled.round() + 1,
                                true,
                                Attempt.until(now, now.plus(limits.patience(desired))))
                        : new Settled(
                                desired, settled.round(), settled.attempt().due(now));
            case Overdue overdue
            when overdue.desired() == desired ->
                new Overdue(desired, overdue.round(), overdue.attempt().due(now));
            case Tended orderedAnewMeanwhile -> state;
            case Unknown unknown -> state;
            case Closed closed -> state;
        };
    }

    private static SparkState reached(SparkState state, Desired desired, Instant now) {
        return switch (state) {
            case Moving moving
            when moving.desired() == desired && (moving.scaled() || desired == Desired.TRASHED) ->
                new Settled(desired, moving.round(), moving.attempt().due(now));
            case Overdue overdue
            when overdue.desired() == desired ->
                new Settled(desired, overdue.round(), overdue.attempt().due(now));
            case Tended tended -> tended;
            case Unknown unknown -> unknown;
            case Closed closed -> closed;
        };
    }

    private Attempt delayed(Desired desired, Attempt attempt, Change.Delayed delayed, Instant now) {
        if (attempt.next().isAfter(now)) {
            return attempt;
        }
        Attempt failed = attempt.failed(delayed.reason(), now.plus(limits.pause(attempt.failures(), delayed.cause())));
        return switch (delayed.cause()) {
            case FAILED -> failed;
            case UNREACHABLE -> failed.notBefore(now.plus(limits.patience(desired)));
        };
    }

    private interface AttemptChange {
        Attempt of(Tended tended, Attempt attempt);
    }

    private static SparkState withAttempt(SparkState state, AttemptChange change) {
        return switch (state) {
            case Moving moving ->
                new Moving(moving.desired(), moving.round(), moving.scaled(), change.of(moving, moving.attempt()));
            case Settled settled ->
                new Settled(settled.desired(), settled.round(), change.of(settled, settled.attempt()));
            case Overdue overdue ->
                new Overdue(overdue.desired(), overdue.round(), change.of(overdue, overdue.attempt()));
            case Unknown unknown -> unknown;
            case Closed closed -> closed;
        };
    }
}
