package dev.spark.lifecycle.plan;

import dev.spark.lifecycle.domain.Attempt;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.Desired;
import dev.spark.lifecycle.domain.SparkState;
import dev.spark.lifecycle.domain.SparkState.Moving;
import dev.spark.lifecycle.domain.SparkState.Overdue;
import dev.spark.lifecycle.domain.SparkState.Settled;
import dev.spark.lifecycle.domain.SparkState.Tended;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans what to do next about a spark, and concludes what it has come to. */
public final class Planner {

    private Planner() {}

    /** The one thing there is to do: have the deployment scaled as it is wanted. Empty if there is nothing to do now. */
    public static Optional<Desired> toScale(SparkState state, Observed observed, Instant now) {
        if (!(state instanceof Tended tended) || !due(tended.attempt(), now) || !observed.watched()) {
            return Optional.empty();
        }
        boolean differs = observed.replicas().isPresent()
                && !observed.isScaledTo(tended.desired().replicas());
        return differs || isToBeConfirmed(tended, observed) ? Optional.of(tended.desired()) : Optional.empty();
    }

    /** What is seen may be older than an order, or another replica's doing: each round asks the cluster once. */
    private static boolean isToBeConfirmed(Tended tended, Observed observed) {
        return tended instanceof Moving moving
                && !moving.scaled()
                && observed.replicas().isPresent();
    }

    /** What follows from what is seen. */
    public static Optional<Change> conclusion(SparkState state, Observed observed, Instant now) {
        if (!observed.watched()) {
            return Optional.empty();
        }
        return switch (state) {
            case Moving moving -> {
                if (isReached(moving.desired(), observed)
                        && (moving.scaled() || observed.replicas().isEmpty())) {
                    yield Optional.of(new Change.Reached(moving.desired()));
                }
                yield late(moving.attempt(), now)
                        ? Optional.of(new Change.GaveUp(why(moving, observed)))
                        : Optional.empty();
            }
            case Overdue overdue ->
                isReached(overdue.desired(), observed)
                        ? Optional.of(new Change.Reached(overdue.desired()))
                        : Optional.empty();
            case Settled settled -> Optional.empty();
            case SparkState.Unknown unknown -> Optional.empty();
            case SparkState.Closed closed -> Optional.empty();
        };
    }

    /** When to look again though nobody tells; never, if empty. */
    public static Optional<Instant> lookAgain(SparkState state, Instant now) {
        return switch (state) {
            // A deadline that has passed is concluded from as soon as the cluster is seen again.
            case Moving moving ->
                Stream.of(moving.attempt().next(), moving.attempt().deadline())
                        .filter(time -> time.isAfter(now))
                        .min(Comparator.naturalOrder());
            case Tended tended -> Optional.of(tended.attempt().next()).filter(next -> next.isAfter(now));
            case SparkState.Unknown unknown -> Optional.empty();
            case SparkState.Closed closed -> Optional.empty();
        };
    }

    /** What is in the trash may have no deployment: nothing is left to be scaled then, and nobody is kept waiting for it. */
    private static boolean isReached(Desired desired, Observed observed) {
        boolean scaled = observed.isScaledTo(desired.replicas());
        return switch (desired) {
            case AWAKE -> scaled && observed.ready();
            case ASLEEP, STOPPED -> scaled && observed.pods() == 0;
            case TRASHED -> (scaled || observed.replicas().isEmpty()) && observed.pods() == 0;
        };
    }

    private static String why(Moving moving, Observed observed) {
        if (!moving.scaled()) {
            return moving.attempt()
                    .problem()
                    .orElse(observed.replicas().isEmpty() ? "there is no deployment" : "it took too long");
        }
        return switch (moving.desired()) {
            case AWAKE -> observed.trouble().orElse("it did not come up in time");
            case ASLEEP, STOPPED, TRASHED -> "its container does not end";
        };
    }

    private static boolean due(Attempt attempt, Instant now) {
        return !now.isBefore(attempt.next());
    }

    private static boolean late(Attempt attempt, Instant now) {
        return !now.isBefore(attempt.deadline());
    }
}
