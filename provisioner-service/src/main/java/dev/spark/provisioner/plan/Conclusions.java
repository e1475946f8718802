package dev.spark.provisioner.plan;

import dev.spark.events.SparkEvent.StepState;
import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Attempt;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Evolution;
import dev.spark.provisioner.domain.Limits;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Presence;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.domain.SparkState.Building;
import dev.spark.provisioner.domain.SparkState.Complete;
import dev.spark.provisioner.domain.SparkState.Failed;
import dev.spark.provisioner.domain.SparkState.Removing;
import dev.spark.provisioner.domain.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows from what was done and seen. */
public final class Conclusions {

    private static final int MORE_THAN_STATES = 6;

    private Conclusions() {}

    /** All that follows, until nothing more does. */
    public static List<Change> of(
            Evolution evolution, SparkState state, Observed observed, Wanted wanted, Instant now) {
        var all = new ArrayList<Change>();
        SparkState reached = state;
        for (int round = 0; round < MORE_THAN_STATES; round++) {
            List<Change> next = next(reached, observed, wanted, now);
            SparkState after = evolution.evolve(reached, next, now);
            if (after.equals(reached)) {
                break;
            }
            all.addAll(next);
            reached = after;
        }
        return all;
    }

    private static List<Change> next(SparkState state, Observed observed, Wanted wanted, Instant now) {
        return switch (state) {
            case Building building -> building(building, observed, wanted, now);
            case Complete complete -> complete(complete, observed, wanted, now);
            case Failed failed ->
                observed.watched() && observed.isReady() ? List.of(new Change.Started(observed.run())) : List.of();
            case Removing removing -> removing(removing, now);
            case SparkState.Unknown unknown -> List.of();
            case SparkState.Purged purged -> List.of();
        };
    }

    private static List<Change> building(Building building, Observed observed, Wanted wanted, Instant now) {
        var changes = new ArrayList<Change>();
        for (Step step : List.of(Step.DATABASE, Step.VOLUME, Step.ACCESS)) {
            if (partsOf(step, wanted).stream().allMatch(building.parts()::containsKey)) {
                done(building.steps(), step, changes);
            }
        }
        boolean deployed = building.parts().containsKey(Part.DEPLOYMENT);
        if (deployed && observed.pod().filter(Observed.Pod::running).isPresent()) {
            done(building.steps(), Step.CONTAINER, changes);
            changes.add(new Change.StepBegan(Step.SSH));
            if (observed.isReady()) {
                done(building.steps(), Step.SSH, changes);
            }
        }
        boolean whole = Planner.hasAll(building.parts(), wanted);
        if (whole && observed.watched() && (observed.isReady() || observed.asleep())) {
            changes.add(new Change.Provisioned(wanted.databaseName(), wanted.databaseHost()));
        } else if (Planner.late(building.attempt(), now) && (observed.watched() || !whole)) {
            changes.add(gaveUp(building, observed, wanted));
        }
        return changes;
    }

    /** A part's own failure first; where all parts are there it is the container that does not come up. */
    private static Change gaveUp(Building building, Observed observed, Wanted wanted) {
        if (!Planner.hasAll(building.parts(), wanted)) {
            Attempt.Problem problem = building.attempt()
                    .problem()
                    .orElseGet(() -> new Attempt.Problem(missing(building.parts(), wanted), "it took too long"));
            return new Change.GaveUp(problem.step(), problem.reason());
        }
        boolean running = observed.pod().filter(Observed.Pod::running).isPresent();
        return new Change.GaveUp(
                running ? Step.SSH : Step.CONTAINER, observed.trouble().orElse("it did not come up in time"));
    }

    private static Step missing(Map<Part, Applied> parts, Wanted wanted) {
        for (Part part : Part.values()) {
            if (wanted.manifests().containsKey(part) && !parts.containsKey(part)) {
                return part.builtIn();
            }
        }
        return Step.CONTAINER;
    }

    private static List<Change> complete(Complete complete, Observed observed, Wanted wanted, Instant now) {
        if (hasAnotherImage(complete, wanted)) {
            return List.of(new Change.ImageChanged(wanted.image()));
        }
        return observed.watched() ? complete(complete, observed, now) : List.of();
    }

    private static boolean hasAnotherImage(Complete complete, Wanted wanted) {
        Applied deployment = complete.parts().get(Part.DEPLOYMENT);
        return deployment != null
                && deployment.manifest().equals(wanted.manifests().get(Part.DEPLOYMENT))
                && !complete.order().image().equals(wanted.image());
    }

    private static List<Change> complete(Complete complete, Observed observed, Instant now) {
        if (observed.asleep()) {
            return List.of(new Change.Rested());
        }
        if (observed.isReady()) {
            return List.of(
                    isReplaced(complete, observed.run())
                            ? new Change.Interrupted("its container was replaced")
                            : new Change.Started(observed.run()));
        }
        return switch (complete.presence()) {
            case RUNNING -> List.of(new Change.Doubted());
            case DOUBTFUL ->
                now.isBefore(complete.since().plus(Limits.DOUBT))
                        ? List.of()
                        : List.of(new Change.Interrupted(observed.trouble().orElse("the container is gone")));
            case STARTING, DOWN ->
                Planner.late(complete.attempt(), now)
                        ? List.of(new Change.GaveUp(
                                Step.CONTAINER, observed.trouble().orElse("it did not come back in time")))
                        : List.of();
            // It is being woken, by whoever put it to sleep.
            case RESTING -> List.of();
        };
    }

    /** What ran in it is gone, however soon the next one was ready: that is no blink. */
    private static boolean isReplaced(Complete complete, String run) {
        boolean ran = complete.presence() == Presence.RUNNING || complete.presence() == Presence.DOUBTFUL;
        return ran && !complete.run().isEmpty() && !complete.run().equals(run);
    }

    private static List<Change> removing(Removing removing, Instant now) {
        var changes = new ArrayList<Change>();
        for (Step step : Step.values()) {
            Set<Part> parts = removedIn(step);
            if (!parts.isEmpty() && removing.gone().containsAll(parts)) {
                done(removing.steps(), step, changes);
            } else if (!parts.isEmpty() && Planner.late(removing.attempt(), now)) {
                changes.add(new Change.StepOverdue(step, overdue(removing, step)));
            }
        }
        if (removing.gone().containsAll(Set.of(Part.values()))) {
            changes.add(new Change.Purged());
        }
        return changes;
    }

    private static String overdue(Removing removing, Step step) {
        return removing.attempt()
                .problem()
                .filter(problem -> problem.step() == step)
                .map(Attempt.Problem::reason)
                .orElse("it is still there");
    }

    private static void done(Map<Step, StepState> steps, Step step, List<Change> changes) {
        if (steps.get(step) != StepState.DONE) {
            changes.add(new Change.StepBegan(step));
            changes.add(new Change.StepDone(step));
        }
    }

    private static Set<Part> partsOf(Step step, Wanted wanted) {
        return wanted.manifests().keySet().stream()
                .filter(part -> part.builtIn() == step)
                .collect(Collectors.toSet());
    }

    private static Set<Part> removedIn(Step step) {
        return java.util.Arrays.stream(Part.values())
                .filter(part -> part.removedIn() == step)
                .collect(Collectors.toSet());
    }
}
