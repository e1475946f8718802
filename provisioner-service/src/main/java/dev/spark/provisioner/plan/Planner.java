package dev.spark.provisioner.plan;

import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Attempt;
import dev.spark.provisioner.domain.Limits;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Presence;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.domain.SparkState.Building;
import dev.spark.provisioner.domain.SparkState.Complete;
import dev.spark.provisioner.domain.SparkState.Removing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans what to do next about a spark. */
public final class Planner {

    /** How long the watch may lag behind what we did ourselves. */
    static final Duration SETTLE = Duration.ofSeconds(2);

    /** How often a removal is looked after where the cluster does not tell. */
    static final Duration REMOVAL_LOOK = Duration.ofSeconds(1);

    private Planner() {}

    /** What is to be done now: independent of each other, in any order, at once. */
    public static List<Action> actions(SparkState state, Observed observed, Wanted wanted, Instant now) {
        return switch (state) {
            case Building building
            when due(building.attempt(), now) && !late(building.attempt(), now) ->
                build(building, observed, wanted, now);
            case Complete complete when due(complete.attempt(), now) -> keep(complete, observed, wanted, now);
            case Removing removing -> remove(removing, observed, now);
            case Building building -> endPods(observed, now);
            case Complete complete -> endPods(observed, now);
            case SparkState.Unknown unknown -> List.of();
            case SparkState.Failed failed -> endPods(observed, now);
            case SparkState.Purged purged -> List.of();
        };
    }

    /** When to look again though nobody tells; never, if empty. */
    public static Optional<Instant> lookAgain(SparkState state, Observed observed, Instant now) {
        return switch (state) {
            case Building(var order, Attempt attempt, var steps, var parts) ->
                earliest(
                        Optional.of(
                                attempt.next().isAfter(now)
                                        ? earlier(attempt.next(), attempt.deadline())
                                        : attempt.deadline()),
                        overdueLater(observed, now));
            case Complete complete -> lookAgain(complete, observed, now);
            case Removing removing ->
                earliest(
                        Optional.of(
                                removing.attempt().next().isAfter(now)
                                        ? removing.attempt().next()
                                        : now.plus(REMOVAL_LOOK)),
                        overdueLater(observed, now));
            case SparkState.Unknown unknown -> Optional.empty();
            case SparkState.Failed failed -> overdueLater(observed, now);
            case SparkState.Purged purged -> Optional.empty();
        };
    }

    private static Optional<Instant> lookAgain(Complete complete, Observed observed, Instant now) {
        var times = new ArrayList<Instant>();
        if (complete.attempt().next().isAfter(now)) {
            times.add(complete.attempt().next());
        }
        switch (complete.presence()) {
            case DOUBTFUL -> times.add(complete.since().plus(Limits.DOUBT));
            case STARTING, DOWN -> times.add(complete.attempt().deadline());
            case RUNNING, RESTING -> {}
        }
        complete.parts().forEach((part, applied) -> {
            Instant settled = applied.at().plus(SETTLE);
            if (settled.isAfter(now) && differs(part, applied, observed)) {
                times.add(settled);
            }
        });
        overdueLater(observed, now).ifPresent(times::add);
        return times.stream().min(Comparator.naturalOrder());
    }

    /** When a pod on its way out will have had its time. */
    private static Optional<Instant> overdueLater(Observed observed, Instant now) {
        return observed.watched() ? observed.firstOverdue().filter(time -> time.isAfter(now)) : Optional.empty();
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }

    private static List<Action> build(Building building, Observed observed, Wanted wanted, Instant now) {
        var actions = new ArrayList<Action>(endPods(observed, now));
        for (Part part : Part.values()) {
            String manifest = wanted.manifests().get(part);
            Applied applied = building.parts().get(part);
            if (manifest == null) {
                continue;
            }
            if (applied == null || !applied.manifest().equals(manifest)) {
                actions.add(new Action.Apply(part));
            } else if (settled(applied, now) && differs(part, applied, observed)) {
                actions.add(new Action.Check(part));
            }
        }
        return actions;
    }

    private static List<Action> keep(Complete complete, Observed observed, Wanted wanted, Instant now) {
        var actions = new ArrayList<Action>(endPods(observed, now));
        for (Part part : Part.values()) {
            String manifest = wanted.manifests().get(part);
            Applied applied = complete.parts().get(part);
            if (manifest == null) {
                continue;
            }
            if (applied == null) {
                actions.add(new Action.Apply(part));
                continue;
            }
            boolean outdated = !applied.manifest().equals(manifest);
            if (outdated && !mayChange(part, complete.presence()) && !isGone(part, observed)) {
                continue;
            }
            if (settled(applied, now) && differs(part, applied, observed)) {
                actions.add(new Action.Check(part));
            } else if (outdated && mayChange(part, complete.presence())) {
                actions.add(new Action.Apply(part));
            }
        }
        return actions;
    }

    /** A new version of ours may want another pod: it waits until that costs nobody a session, and repairs wait with it. */
    private static boolean mayChange(Part part, Presence presence) {
        return part != Part.DEPLOYMENT || presence == Presence.RESTING;
    }

    /**
     * The deployment first, and what its pods use when none of them is left: a node cannot end a pod whose Secret or volume is
     * gone, a policy fences in what still runs, and a database has no connections then. Between two looks nothing is done, but
     * where the watch shows that there is something to be confirmed.
     */
    private static List<Action> remove(Removing removing, Observed observed, Instant now) {
        boolean stopped = removing.gone().contains(Part.DEPLOYMENT);
        boolean due = due(removing.attempt(), now);
        return Stream.of(Part.values())
                .filter(part -> stopped ? !removing.gone().contains(part) : part == Part.DEPLOYMENT)
                .filter(part ->
                        due || observed.isGone(part) || (part == Part.DEPLOYMENT && hasOverduePods(observed, now)))
                .<Action>map(Action.Remove::new)
                .toList();
    }

    private static List<Action> endPods(Observed observed, Instant now) {
        return hasOverduePods(observed, now) ? List.of(new Action.EndPods(Part.DEPLOYMENT)) : List.of();
    }

    private static boolean hasOverduePods(Observed observed, Instant now) {
        return observed.watched()
                && observed.firstOverdue().filter(time -> !time.isAfter(now)).isPresent();
    }

    private static boolean differs(Part part, Applied applied, Observed observed) {
        if (part == Part.DATABASE) {
            return switch (observed.database()) {
                case MISSING, LOCKED_OUT -> true;
                case SOUND, UNKNOWN -> false;
            };
        }
        return observed.watched()
                && !applied.fingerprint().equals(observed.fingerprints().get(part));
    }

    /** Whether the object is gone, be there pods of it or not. */
    private static boolean isGone(Part part, Observed observed) {
        return observed.watched() && !observed.fingerprints().containsKey(part);
    }

    private static boolean settled(Applied applied, Instant now) {
        return !now.isBefore(applied.at().plus(SETTLE));
    }

    static boolean due(Attempt attempt, Instant now) {
        return !now.isBefore(attempt.next());
    }

    static boolean late(Attempt attempt, Instant now) {
        return !now.isBefore(attempt.deadline());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The parts that are there, of those that are wanted. */
    static boolean hasAll(Map<Part, Applied> parts, Wanted wanted) {
        return !wanted.manifests().isEmpty()
                && parts.keySet().containsAll(wanted.manifests().keySet());
    }
}
