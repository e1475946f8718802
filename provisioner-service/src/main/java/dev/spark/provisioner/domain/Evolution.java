package dev.spark.provisioner.domain;

import dev.spark.events.SparkEvent.StepState;
import dev.spark.provisioner.domain.SparkState.Building;
import dev.spark.provisioner.domain.SparkState.Complete;
import dev.spark.provisioner.domain.SparkState.Failed;
import dev.spark.provisioner.domain.SparkState.Purged;
import dev.spark.provisioner.domain.SparkState.Removing;
import dev.spark.provisioner.domain.SparkState.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

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
            case Change.BuildOrdered(Order order) ->
                state instanceof Unknown
                        ? new Building(order, Attempt.of(1, now, limits.building()), Map.of(), Map.of())
                        : state;
            case Change.RetryOrdered retry ->
                state instanceof Failed failed
                        ? new Building(
                                failed.order(),
                                Attempt.of(failed.attempts() + 1, now, limits.building()),
                                Map.of(),
                                Map.of())
                        : state;
            case Change.KeysReplaced(List<String> keys) -> reordered(state, order -> order.withKeys(keys), now);
            case Change.RootResetOrdered reset -> rootReset(reordered(state, Order::withRootReset, now));
            case Change.ImageChanged(String image) ->
                state instanceof Complete ? reordered(state, order -> order.withImage(image), now) : state;
            case Change.RemovalOrdered removal -> removalOrdered(state, now);
            case Change.StepBegan(Step step) -> stepReached(state, step, StepState.STARTED);
            case Change.StepDone(Step step) -> stepReached(state, step, StepState.DONE);
            case Change.StepOverdue(Step step, String reason) ->
                state instanceof Removing ? stepReached(state, step, StepState.FAILED) : state;
            case Change.PartApplied(Part part, Applied applied) -> partApplied(state, part, applied);
            case Change.PartRepaired(Part part, Applied applied) -> partApplied(state, part, applied);
            case Change.PartGone(Part part) -> partGone(state, part, now);
            case Change.Delayed delayed -> delayed(state, delayed, now);
            case Change.Rejected(Step step, String reason) ->
                // What is complete is not lost because a change to it cannot be made.
                state instanceof Building
                        ? gaveUp(state, step, reason)
                        : delayed(state, new Change.Delayed(step, reason, Change.Cause.FAILED), now);
            case Change.Provisioned provisioned ->
                state instanceof Building building
                        ? new Complete(
                                building.order(), building.attempt(), building.parts(), Presence.STARTING, now, "")
                        : state;
            case Change.Started(String run) -> started(state, run, now);
            case Change.Doubted doubted -> presence(state, Set.of(Presence.RUNNING), Presence.DOUBTFUL, now);
            case Change.Interrupted interrupted -> interrupted(state, now);
            case Change.Rested rested ->
                presence(
                        state,
                        Set.of(Presence.STARTING, Presence.RUNNING, Presence.DOUBTFUL, Presence.DOWN),
                        Presence.RESTING,
                        now);
            case Change.GaveUp(Step step, String reason) -> gaveUp(state, step, reason);
            case Change.Purged purged ->
                state instanceof Removing removing && removing.gone().containsAll(Set.of(Part.values()))
                        ? new Purged()
                        : state;
            case Change.Resumed resumed -> resumed(state, now);
        };
    }

    private static SparkState reordered(SparkState state, UnaryOperator<Order> change, Instant now) {
        return switch (state) {
            case Building(Order order, Attempt attempt, Map<Step, StepState> steps, Map<Part, Applied> parts) ->
                new Building(change.apply(order), attempt, steps, parts);
            case Complete complete ->
                new Complete(
                        change.apply(complete.order()),
                        complete.attempt().due(now),
                        complete.parts(),
                        complete.presence(),
                        complete.since(),
                        complete.run());
            case Failed(Order order, int attempts, Map<Part, Applied> parts, Step step, String reason) ->
                new Failed(change.apply(order), attempts, parts, step, reason);
            case Unknown unknown -> unknown;
            case Removing removing -> removing;
            case Purged purged -> purged;
        };
    }

    /**
     * The deployment is not as it is wanted: unlike other changes of it, this one does not wait until the spark rests. One that
     * rests may run without being seen: no run of it counts any more.
     */
    private static SparkState rootReset(SparkState state) {
        if (!(state instanceof Complete complete)) {
            return state;
        }
        var parts = new HashMap<>(complete.parts());
        parts.remove(Part.DEPLOYMENT);
        String run = complete.presence() == Presence.RESTING ? "" : complete.run();
        return new Complete(complete.order(), complete.attempt(), parts, complete.presence(), complete.since(), run);
    }

    private SparkState removalOrdered(SparkState state, Instant now) {
        return switch (state) {
            case Unknown unknown -> removing(1, now);
            case Building building -> removing(building.attempt().number() + 1, now);
            case Complete complete -> removing(complete.attempt().number() + 1, now);
            case Failed failed -> removing(failed.attempts() + 1, now);
            case Removing removing -> removing;
            case Purged purged -> purged;
        };
    }

    private Removing removing(int attempt, Instant now) {
        return new Removing(Attempt.of(attempt, now, limits.removing()), Map.of(), Set.of());
    }

    /** A step goes forward only: what is done does not begin again within one attempt. */
    private static SparkState stepReached(SparkState state, Step step, StepState reached) {
        return switch (state) {
            case Building building
            when forward(building.steps(), step, reached) ->
                new Building(
                        building.order(), building.attempt(), with(building.steps(), step, reached), building.parts());
            case Removing removing
            when forward(removing.steps(), step, reached) ->
                new Removing(removing.attempt(), with(removing.steps(), step, reached), removing.gone());
            case Building building -> building;
            case Removing removing -> removing;
            case Unknown unknown -> unknown;
            case Complete complete -> complete;
            case Failed failed -> failed;
            case Purged purged -> purged;
        };
    }

    private static boolean forward(Map<Step, StepState> steps, Step step, StepState reached) {
        StepState before = steps.get(step);
        return switch (reached) {
            case STARTED -> before == null;
            case FAILED -> before == null || before == StepState.STARTED;
            case DONE -> before != StepState.DONE;
        };
    }

    private static SparkState partApplied(SparkState state, Part part, Applied applied) {
        return switch (state) {
            case Building building ->
                new Building(
                        building.order(),
                        building.attempt().progressed(),
                        building.steps(),
                        with(building.parts(), part, applied));
            case Complete complete ->
                new Complete(
                        complete.order(),
                        complete.attempt().progressed(),
                        with(complete.parts(), part, applied),
                        complete.presence(),
                        complete.since(),
                        complete.run());
            case Unknown unknown -> unknown;
            case Failed failed -> failed;
            case Removing removing -> removing;
            case Purged purged -> purged;
        };
    }

    /** What was waited for makes way for the next. */
    private static SparkState partGone(SparkState state, Part part, Instant now) {
        if (!(state instanceof Removing removing) || removing.gone().contains(part)) {
            return state;
        }
        var gone = new HashSet<>(removing.gone());
        gone.add(part);
        return new Removing(removing.attempt().due(now), removing.steps(), gone);
    }

    private SparkState delayed(SparkState state, Change.Delayed delayed, Instant now) {
        return withAttempt(state, attempt -> {
            if (attempt.next().isAfter(now)) {
                // The same round has failed already: that counts once.
                return attempt;
            }
            Instant next = now.plus(limits.pause(attempt.failures(), delayed.cause()));
            Attempt failed = attempt.failed(new Attempt.Problem(delayed.step(), delayed.reason()), next);
            return switch (delayed.cause()) {
                case FAILED, WAITING -> failed;
                case UNREACHABLE -> failed.until(now.plus(patience(state)));
            };
        });
    }

    private static SparkState started(SparkState state, String run, Instant now) {
        return switch (state) {
            case Complete complete
            when complete.presence() != Presence.RUNNING ->
                new Complete(
                        complete.order(), complete.attempt().due(now), complete.parts(), Presence.RUNNING, now, run);
            // It ran before runs were told apart.
            case Complete complete
            when complete.run().isEmpty() ->
                new Complete(
                        complete.order(),
                        complete.attempt(),
                        complete.parts(),
                        complete.presence(),
                        complete.since(),
                        run);
            case Failed failed
            when !failed.parts().isEmpty() ->
                // It was complete once and its container has come back by itself.
                new Complete(
                        failed.order(),
                        Attempt.of(failed.attempts(), now, Duration.ZERO),
                        failed.parts(),
                        Presence.RUNNING,
                        now,
                        run);
            case Complete complete -> complete;
            case Failed failed -> failed;
            case Unknown unknown -> unknown;
            case Building building -> building;
            case Removing removing -> removing;
            case Purged purged -> purged;
        };
    }

    private SparkState interrupted(SparkState state, Instant now) {
        return state instanceof Complete complete
                        && (complete.presence() == Presence.DOUBTFUL || complete.presence() == Presence.RUNNING)
                ? new Complete(
                        complete.order(),
                        complete.attempt().waitingFrom(now, limits.recovering()),
                        complete.parts(),
                        Presence.DOWN,
                        now,
                        complete.run())
                : state;
    }

    private static SparkState presence(SparkState state, Set<Presence> from, Presence to, Instant now) {
        return state instanceof Complete complete && from.contains(complete.presence())
                ? new Complete(complete.order(), complete.attempt(), complete.parts(), to, now, complete.run())
                : state;
    }

    private static SparkState gaveUp(SparkState state, Step step, String reason) {
        return switch (state) {
            case Building building ->
                new Failed(building.order(), building.attempt().number(), Map.of(), step, reason);
            case Complete complete
            when complete.presence() == Presence.DOWN || complete.presence() == Presence.STARTING ->
                new Failed(complete.order(), complete.attempt().number(), complete.parts(), step, reason);
            case Complete complete -> complete;
            case Unknown unknown -> unknown;
            case Failed failed -> failed;
            case Removing removing -> removing;
            case Purged purged -> purged;
        };
    }

    private SparkState resumed(SparkState state, Instant now) {
        return withAttempt(
                state,
                attempt -> new Attempt(attempt.number(), 0, now, attempt.deadline(), attempt.problem())
                        .until(now.plus(patience(state))));
    }

    private Duration patience(SparkState state) {
        return switch (state) {
            case Building building -> limits.building();
            case Complete complete -> limits.recovering();
            case Removing removing -> limits.removing();
            case Unknown unknown -> Duration.ZERO;
            case Failed failed -> Duration.ZERO;
            case Purged purged -> Duration.ZERO;
        };
    }

    private static SparkState withAttempt(SparkState state, UnaryOperator<Attempt> change) {
        return switch (state) {
            case Building building ->
                new Building(building.order(), change.apply(building.attempt()), building.steps(), building.parts());
            case Complete complete ->
                new Complete(
                        complete.order(),
                        change.apply(complete.attempt()),
                        complete.parts(),
                        complete.presence(),
                        complete.since(),
                        complete.run());
            case Removing removing -> new Removing(change.apply(removing.attempt()), removing.steps(), removing.gone());
            case Unknown unknown -> unknown;
            case Failed failed -> failed;
            case Purged purged -> purged;
        };
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        var changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
