package dev.spark.gateway.domain;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkSpec;
import dev.spark.gateway.domain.SparkState.Asleep;
import dev.spark.gateway.domain.SparkState.Creating;
import dev.spark.gateway.domain.SparkState.Deleting;
import dev.spark.gateway.domain.SparkState.Failed;
import dev.spark.gateway.domain.SparkState.FallingAsleep;
import dev.spark.gateway.domain.SparkState.Interrupted;
import dev.spark.gateway.domain.SparkState.Purged;
import dev.spark.gateway.domain.SparkState.Queued;
import dev.spark.gateway.domain.SparkState.QueuedToWake;
import dev.spark.gateway.domain.SparkState.Requested;
import dev.spark.gateway.domain.SparkState.Running;
import dev.spark.gateway.domain.SparkState.Stopped;
import dev.spark.gateway.domain.SparkState.Stopping;
import dev.spark.gateway.domain.SparkState.Trashed;
import dev.spark.gateway.domain.SparkState.Waking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folds events into {@link SparkView}s. Total: an event that does not fit leaves the spark as it is, whatever it says and in
 * whatever order events come.
 */
public final class Evolution {

    /** More steps than this are not kept: ours are about ten. */
    static final int MOST_STEPS = 100;

    /** More holds than this are not kept. */
    static final int MOST_HOLDS = 20;

    private static final int LONGEST_MESSAGE = 2000;

    private Evolution() {}

    /**
     * The spark after the event.
     *
     * @param spark before it; empty if it has had none
     * @param at when it happened
     * @param position of the event in the log
     * @return empty if there is no such spark, which only a {@code SparkRequested} changes
     */
    public static Optional<SparkView> evolve(Optional<SparkView> spark, SparkEvent event, Instant at, long position) {
        if (spark.isEmpty()) {
            return event instanceof SparkEvent.SparkRequested requested
                    ? Optional.of(begin(requested, at, position))
                    : Optional.empty();
        }
        SparkView before = spark.get();
        return Optional.of(after(before, event, at).withVersion(position));
    }

    private static SparkView begin(SparkEvent.SparkRequested requested, Instant at, long position) {
        return new SparkView(
                requested.sparkId(),
                requested.spec(),
                new Requested(),
                null,
                null,
                null,
                List.of(),
                requested.authorizedKeys(),
                Optional.ofNullable(requested.spec().ttl())
                        .map(ttl -> SparkView.after(at, ttl))
                        .orElse(null),
                List.of(),
                at,
                at,
                position,
                position);
    }

    private static SparkView after(SparkView spark, SparkEvent event, Instant at) {
        if (spark.state() instanceof Purged) {
            return spark;
        }
        return switch (event) {
            case SparkEvent.SparkRequested repeated -> spark;
            case SparkEvent.SparkStepReached reached -> spark.withSteps(steps(spark.steps(), reached, at));
            case SparkEvent.SparkProvisioned provisioned ->
                spark.withParts(provisioned.image(), provisioned.databaseName(), provisioned.databaseHost());
            case SparkEvent.SparkRepaired repaired -> spark;
            case SparkEvent.SparkImageChanged changed -> spark.withImage(changed.image());
            case SparkEvent.SparkConfigured configured -> spark.withSpec(configure(spark.spec(), configured));
            case SparkEvent.SparkKeysAuthorized authorized -> spark.withKeys(authorized.authorizedKeys());
            case SparkEvent.SparkQueued queued -> spark.withState(next(spark.state(), queued), at);
            case SparkEvent.SparkAdmitted admitted -> spark.withState(next(spark.state(), admitted), at);
            case SparkEvent.SparkStarted started -> spark.withState(next(spark.state(), started), at);
            case SparkEvent.SparkInterrupted interrupted -> spark.withState(next(spark.state(), interrupted), at);
            case SparkEvent.SparkFailed failed -> spark.withState(next(spark.state(), failed), at);
            case SparkEvent.SparkRetried retried -> spark.withState(next(spark.state(), retried), at);
            case SparkEvent.SparkRootResetRequested reset -> spark.withState(next(spark.state(), reset), at);
            case SparkEvent.SparkSleepRequested requested -> spark.withState(next(spark.state(), requested), at);
            case SparkEvent.SparkAsleep asleep -> spark.withState(next(spark.state(), asleep), at);
            case SparkEvent.SparkStopRequested requested -> spark.withState(next(spark.state(), requested), at);
            case SparkEvent.SparkStopped stopped -> spark.withState(next(spark.state(), stopped), at);
            case SparkEvent.SparkWakeRequested requested -> spark.withState(next(spark.state(), requested), at);
            case SparkEvent.SparkDeletionRequested deletion -> spark.withState(next(spark.state(), deletion), at);
            case SparkEvent.SparkTrashRequested requested -> spark.withState(next(spark.state(), requested), at);
            case SparkEvent.SparkTrashed trashed -> spark.withState(next(spark.state(), trashed), at);
            case SparkEvent.SparkUndeleted undeleted ->
                spark.withState(next(spark.state(), undeleted), at).withExpiry(undeleted.expiresAt());
            case SparkEvent.SparkPurged purged -> spark.withState(next(spark.state(), purged), at);
            case SparkEvent.SparkExtended extended -> spark.withExpiry(extended.expiresAt());
            case SparkEvent.SparkHeld held -> spark.withHolds(holds(spark, held, at));
            case SparkEvent.SparkHoldReleased released ->
                spark.withHolds(spark.holds().stream()
                        .filter(hold -> !hold.name().equals(released.name()))
                        .toList());
            case SparkEvent.SparkFoundIdle unchanged -> spark;
            case SparkEvent.SparkExpiring unchanged -> spark;
            case SparkEvent.SparkExpired unchanged -> spark;
            case SparkEvent.SparkPurgeDue unchanged -> spark;
        };
    }

    /** The life of a spark: every state and every event that changes it. Asserted as a table in its test. */
    static SparkState next(SparkState state, SparkEvent event) {
        return switch (event) {
            case SparkEvent.SparkQueued queued ->
                switch (state) {
                    case Requested requested -> new Queued();
                    case Waking waking -> new QueuedToWake();
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Failed s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkAdmitted admitted ->
                switch (state) {
                    case Requested requested -> new Creating();
                    case Queued waiting -> new Creating();
                    case QueuedToWake waiting -> new Waking(false);
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Waking s -> s;
                    case Failed s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkStarted started ->
                switch (state) {
                    case Requested requested -> new Running();
                    case Queued waiting -> new Running();
                    case Creating creating -> new Running();
                    case Interrupted interrupted -> new Running();
                    case Waking waking -> new Running();
                    case Failed failed -> new Running();
                    case QueuedToWake s -> s;
                    case Running s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkInterrupted interrupted ->
                switch (state) {
                    case Running running -> new Interrupted(shortened(interrupted.reason()));
                    case Interrupted again -> new Interrupted(shortened(interrupted.reason()));
                    case Requested s -> s;
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Waking s -> s;
                    case Failed s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkRootResetRequested reset ->
                state instanceof Running ? new Interrupted("Its root file system is being put back.") : state;
            case SparkEvent.SparkFailed failed ->
                switch (state) {
                    case Requested requested -> failed(failed);
                    case Queued queued -> failed(failed);
                    case Creating creating -> failed(failed);
                    case Running running -> failed(failed);
                    case Interrupted interrupted -> failed(failed);
                    case FallingAsleep fallingAsleep -> failed(failed);
                    case Stopping stopping -> failed(failed);
                    case Waking waking -> failed(failed);
                    case Failed again -> failed(failed);
                    case QueuedToWake s -> s;
                    case Asleep s -> s;
                    case Stopped s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkRetried retried ->
                switch (state) {
                    case Failed failed -> retried(failed);
                    case Requested s -> s;
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Waking s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkSleepRequested requested ->
                switch (state) {
                    case QueuedToWake queuedToWake -> new FallingAsleep();
                    case Running running -> new FallingAsleep();
                    case Interrupted interrupted -> new FallingAsleep();
                    case Waking waking -> new FallingAsleep();
                    case Failed failed -> new FallingAsleep();
                    case Requested s -> s;
                    case Queued s -> s;
                    case Creating s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkAsleep asleep ->
                switch (state) {
                    case FallingAsleep falling -> new Asleep(shortened(asleep.reason()));
                    case Failed failed -> new Asleep(shortened(asleep.reason()));
                    case Requested s -> s;
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case Asleep s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Waking s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkStopRequested requested ->
                switch (state) {
                    case QueuedToWake queuedToWake -> new Stopping();
                    case Running running -> new Stopping();
                    case Interrupted interrupted -> new Stopping();
                    case FallingAsleep fallingAsleep -> new Stopping();
                    case Asleep asleep -> new Stopping();
                    case Waking waking -> new Stopping();
                    case Failed failed -> new Stopping();
                    case Requested s -> s;
                    case Queued s -> s;
                    case Creating s -> s;
                    case Stopping s -> s;
                    case Stopped s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkStopped stopped ->
                switch (state) {
                    case Stopping stopping -> new Stopped();
                    case Failed failed -> new Stopped();
                    case Requested s -> s;
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case FallingAsleep s -> s;
                    case Asleep s -> s;
                    case Stopped s -> s;
                    case Waking s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkWakeRequested requested ->
                switch (state) {
                    case FallingAsleep fallingAsleep -> new Waking(false);
                    case Asleep asleep -> new Waking(true);
                    case Stopping stopping -> new Waking(false);
                    case Stopped stopped -> new Waking(true);
                    case Failed failed -> new Waking(false);
                    case Requested s -> s;
                    case Queued s -> s;
                    case QueuedToWake s -> s;
                    case Creating s -> s;
                    case Running s -> s;
                    case Interrupted s -> s;
                    case Waking s -> s;
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkTrashRequested requested ->
                switch (state) {
                    case Requested s -> new Deleting(true);
                    case Queued s -> new Deleting(true);
                    case QueuedToWake s -> new Deleting(true);
                    case Creating s -> new Deleting(true);
                    case Running s -> new Deleting(true);
                    case Interrupted s -> new Deleting(true);
                    case FallingAsleep s -> new Deleting(true);
                    case Asleep s -> new Deleting(true);
                    case Stopping s -> new Deleting(true);
                    case Stopped s -> new Deleting(true);
                    case Waking s -> new Deleting(true);
                    case Failed s -> new Deleting(true);
                    case Deleting s -> s;
                    case Trashed s -> s;
                    case Purged s -> s;
                };
            case SparkEvent.SparkTrashed trashed ->
                state instanceof Deleting(boolean toTrash) && toTrash ? new Trashed(trashed.purgeAt()) : state;
            case SparkEvent.SparkUndeleted undeleted ->
                state instanceof Trashed || state instanceof Deleting(boolean toTrash) && toTrash
                        ? new FallingAsleep()
                        : state;
            case SparkEvent.SparkDeletionRequested deletion -> state instanceof Purged ? state : new Deleting(false);
            case SparkEvent.SparkPurged purged -> new Purged();
            case SparkEvent.SparkRequested unchanged -> state;
            case SparkEvent.SparkStepReached unchanged -> state;
            case SparkEvent.SparkProvisioned unchanged -> state;
            case SparkEvent.SparkRepaired unchanged -> state;
            case SparkEvent.SparkImageChanged unchanged -> state;
            case SparkEvent.SparkConfigured unchanged -> state;
            case SparkEvent.SparkKeysAuthorized unchanged -> state;
            case SparkEvent.SparkFoundIdle unchanged -> state;
            case SparkEvent.SparkHeld unchanged -> state;
            case SparkEvent.SparkHoldReleased unchanged -> state;
            case SparkEvent.SparkExtended unchanged -> state;
            case SparkEvent.SparkExpiring unchanged -> state;
            case SparkEvent.SparkExpired unchanged -> state;
            case SparkEvent.SparkPurgeDue unchanged -> state;
        };
    }

    /** Back to where it failed. */
    private static SparkState retried(Failed failed) {
        return switch (failed.step()) {
            case Failed.WAKE -> new Waking(false);
            case Failed.SLEEP -> new FallingAsleep();
            case Failed.STOP -> new Stopping();
            default -> new Creating();
        };
    }

    /** With the new one in place of one of its name, and without those that are over. */
    private static List<Hold> holds(SparkView spark, SparkEvent.SparkHeld held, Instant at) {
        return Stream.concat(
                        spark.holdsAt(at).stream().filter(hold -> !hold.name().equals(held.name())),
                        Stream.of(new Hold(
                                shortened(held.name()), held.until(), shortened(held.reason()), held.requestedBy())))
                .skip(spark.holdsAt(at).size() >= MOST_HOLDS ? 1 : 0)
                .toList();
    }

    private static SparkState failed(SparkEvent.SparkFailed failed) {
        return new Failed(shortened(failed.step()), shortened(failed.reason()));
    }

    private static SparkSpec configure(SparkSpec spec, SparkEvent.SparkConfigured change) {
        return new SparkSpec(
                spec.name(),
                spec.owner(),
                spec.template(),
                spec.repo(),
                spec.dotfiles(),
                spec.size(),
                spec.envNames(),
                change.labels() == null ? spec.labels() : change.labels(),
                spec.ttl(),
                change.idleTimeout() == null ? spec.idleTimeout() : change.idleTimeout(),
                change.wakePolicy() == null ? spec.wakePolicy() : change.wakePolicy(),
                spec.ports());
    }

    /** A step that begins again takes the place of its former try. */
    private static List<Step> steps(List<Step> before, SparkEvent.SparkStepReached reached, Instant at) {
        String name = shortened(reached.step());
        int index = 0;
        while (index < before.size() && !before.get(index).name().equals(name)) {
            index++;
        }
        if (index == MOST_STEPS) {
            return before;
        }
        boolean known = index < before.size();
        boolean ends = reached.state() != StepState.STARTED;
        // One that says how far it is has not begun again.
        boolean goesOn = known && (ends || before.get(index).state() == StepState.STARTED);
        Instant began = goesOn ? before.get(index).startedAt() : at;
        var step = new Step(name, reached.state(), began, ends ? at : null, shortened(reached.message()));
        var steps = new ArrayList<>(before);
        if (known) {
            steps.set(index, step);
        } else {
            steps.add(step);
        }
        return steps;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }
}
