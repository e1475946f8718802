package dev.spark.provisioner.domain;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkImageChanged;
import dev.spark.events.SparkEvent.SparkInterrupted;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkEvent.SparkRepaired;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStepReached;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import java.util.List;
import java.util.Optional;

/** What is told to everybody of a change: something only where it changed something. */
public final class Announcements {

    private Announcements() {}

    public static Optional<SparkEvent> of(SparkId id, SparkState before, Change change, SparkState after) {
        return before.equals(after) ? Optional.empty() : event(id, before, change, after);
    }

    private static Optional<SparkEvent> event(SparkId id, SparkState before, Change change, SparkState after) {
        return switch (change) {
            case Change.StepBegan(Step step) -> step(id, step, StepState.STARTED, step.doing());
            case Change.StepDone(Step step) -> step(id, step, StepState.DONE, step.done());
            case Change.StepOverdue(Step step, String reason) -> step(id, step, StepState.FAILED, overdue(reason));
            case Change.Delayed delayed -> delayed(id, before, delayed, after);
            case Change.PartRepaired(Part part, Applied applied) ->
                after instanceof SparkState.Complete
                        ? Optional.of(new SparkRepaired(id, List.of(part.label())))
                        : Optional.empty();
            case Change.Provisioned(String databaseName, String databaseHost) ->
                after instanceof SparkState.Complete complete
                        ? Optional.of(new SparkProvisioned(id, complete.order().image(), databaseName, databaseHost))
                        : Optional.empty();
            case Change.Started(String run) -> isQuiet(before) ? Optional.empty() : Optional.of(new SparkStarted(id));
            case Change.Interrupted(String reason) -> Optional.of(new SparkInterrupted(id, reason));
            case Change.GaveUp(Step step, String reason) -> Optional.of(new SparkFailed(id, step.label(), reason));
            case Change.Rejected(Step step, String reason) ->
                after instanceof SparkState.Failed
                        ? Optional.of(new SparkFailed(id, step.label(), reason))
                        : Optional.empty();
            case Change.Purged purged -> Optional.of(new SparkPurged(id));
            case Change.BuildOrdered quiet -> Optional.empty();
            case Change.RetryOrdered quiet -> Optional.empty();
            case Change.KeysReplaced quiet -> Optional.empty();
            case Change.ImageChanged(String image) -> Optional.of(new SparkImageChanged(id, image));
            case Change.RootResetOrdered quiet -> Optional.empty();
            case Change.RemovalOrdered quiet -> Optional.empty();
            case Change.PartApplied quiet -> Optional.empty();
            case Change.PartGone quiet -> Optional.empty();
            case Change.Doubted quiet -> Optional.empty();
            case Change.Rested quiet -> Optional.empty();
            case Change.Resumed quiet -> Optional.empty();
        };
    }

    /** After so many looks in a row (16 s with the pauses as they are) a removal takes longer than people expect. */
    private static final int LOOKS_BEFORE_TELLING = 6;

    /** Told so that nobody wonders what takes so long; the rest is in the log. */
    private static Optional<SparkEvent> delayed(
            SparkId id, SparkState before, Change.Delayed delayed, SparkState after) {
        String message = switch (delayed.cause()) {
            case FAILED -> "Trying again: " + delayed.reason();
            case UNREACHABLE, WAITING -> "Waiting: " + delayed.reason();
        };
        return switch (before) {
            case SparkState.Building building ->
                building.attempt().problem().isEmpty()
                        ? step(id, delayed.step(), StepState.STARTED, message)
                        : Optional.empty();
            case SparkState.Removing removing ->
                after instanceof SparkState.Removing still && isToBeTold(removing, still)
                        ? removing.steps().get(delayed.step()) == StepState.FAILED
                                ? step(id, delayed.step(), StepState.FAILED, overdue(delayed.reason()))
                                : step(id, delayed.step(), StepState.STARTED, message)
                        : Optional.empty();
            case SparkState.Unknown unknown -> Optional.empty();
            case SparkState.Complete complete -> Optional.empty();
            case SparkState.Failed failed -> Optional.empty();
            case SparkState.Purged purged -> Optional.empty();
        };
    }

    /** Once it takes long, and again when it is for another reason. */
    private static boolean isToBeTold(SparkState.Removing before, SparkState.Removing after) {
        int looks = after.attempt().failures();
        return looks > before.attempt().failures()
                && (looks == LOOKS_BEFORE_TELLING
                        || looks > LOOKS_BEFORE_TELLING
                                && !after.attempt()
                                        .problem()
                                        .equals(before.attempt().problem()));
    }

    private static String overdue(String reason) {
        return "Takes long, and goes on: " + reason;
    }

    /**
     * A blink is nothing to tell, and that one that rested runs again the lifecycle tells, which woke it. But whoever ordered its
     * root back waits to be told, and may have done so after it was woken.
     */
    private static boolean isQuiet(SparkState before) {
        return before instanceof SparkState.Complete complete
                && switch (complete.presence()) {
                    case RUNNING, DOUBTFUL -> true;
                    case RESTING -> !complete.run().isEmpty();
                    case STARTING, DOWN -> false;
                };
    }

    private static Optional<SparkEvent> step(SparkId id, Step step, StepState state, String message) {
        return Optional.of(new SparkStepReached(id, step.label(), state, message));
    }
}
