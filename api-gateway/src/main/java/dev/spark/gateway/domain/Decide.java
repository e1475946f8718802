package dev.spark.gateway.domain;

import dev.spark.events.Command;
import dev.spark.events.LifecycleCommand;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkEvent.SleepCause;
import dev.spark.events.SparkEvent.SparkConfigured;
import dev.spark.events.SparkEvent.SparkDeletionRequested;
import dev.spark.events.SparkEvent.SparkExtended;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkEvent.SparkHeld;
import dev.spark.events.SparkEvent.SparkHoldReleased;
import dev.spark.events.SparkEvent.SparkKeysAuthorized;
import dev.spark.events.SparkEvent.SparkRetried;
import dev.spark.events.SparkEvent.SparkRootResetRequested;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.events.SparkEvent.SparkStopRequested;
import dev.spark.events.SparkEvent.SparkTrashRequested;
import dev.spark.events.SparkEvent.SparkUndeleted;
import dev.spark.events.SparkEvent.SparkWakeRequested;
import dev.spark.events.SparkEvent.TrashCause;
import dev.spark.events.SparkEvent.WakeCause;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.gateway.domain.Decision.Accepted;
import dev.spark.gateway.domain.Decision.Refused;
import dev.spark.gateway.domain.Decision.Unchanged;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a command on a spark that is there. */
public final class Decide {

    private static final Refused ABSENT = new Refused(new Refusal.NotFound("spark"));
    private static final Refused BEING_DELETED =
            new Refused(new Refusal.Conflict("It is being deleted, which cannot be undone."));
    private static final Refused IN_TRASH =
            new Refused(new Refusal.Conflict("It is in the trash: `spark undelete` brings it back."));

    private static final Refused TOO_MANY_HOLDS = new Refused(new Refusal.Conflict(
            "It has " + Evolution.MOST_HOLDS + " holds, which is as many as there may be. Release one first."));
    private static final Refused NOT_IN_TRASH = new Refused(
            new Refusal.Conflict(
                    "It is not in the trash. One of the same name that is there is found by its id: `spark list --state trashed`."));

    /** Who asks where nobody does. */
    public static final String PLATFORM = "spark";

    private Decide() {}

    /** A change of how a spark is labelled or when it sleeps; what is empty stays. */
    public record Change(
            Optional<Map<String, String>> labels,
            Optional<Duration> idleTimeout,
            Optional<SparkSpec.WakePolicy> wakePolicy) {}

    /**
     * Works from every state. One that has been built goes to the trash, where its data is kept for a while.
     *
     * @param forGood whether the trash is passed by
     */
    public static Decision delete(SparkView spark, boolean forGood, String user) {
        return switch (spark.state()) {
            case Purged gone -> ABSENT;
            case Deleting(boolean toTrash) -> toTrash && forGood ? deletion(spark, user) : new Unchanged();
            case Trashed trashed -> forGood ? deletion(spark, user) : new Unchanged();
            case Requested s -> deletion(spark, user);
            case Queued s -> deletion(spark, user);
            case QueuedToWake s -> removal(spark, forGood, user);
            case Creating s -> removal(spark, forGood, user);
            case Running s -> removal(spark, forGood, user);
            case Interrupted s -> removal(spark, forGood, user);
            case FallingAsleep s -> removal(spark, forGood, user);
            case Asleep s -> removal(spark, forGood, user);
            case Stopping s -> removal(spark, forGood, user);
            case Stopped s -> removal(spark, forGood, user);
            case Waking s -> removal(spark, forGood, user);
            case Failed s -> removal(spark, forGood, user);
        };
    }

    private static Decision removal(SparkView spark, boolean forGood, String user) {
        return forGood || !spark.built() ? deletion(spark, user) : trashing(spark, TrashCause.REQUEST, user);
    }

    /** What becomes of one whose time to live is said to be over; nothing, if by this clock it is not. */
    public static Decision expire(SparkView spark, Instant now) {
        Instant expiresAt = spark.expiresAt();
        if (isOut(spark) || expiresAt == null || now.isBefore(expiresAt)) {
            return new Unchanged();
        }
        return spark.built() ? trashing(spark, TrashCause.EXPIRED, PLATFORM) : deletion(spark, PLATFORM);
    }

    /** What becomes of one that is said to have been in the trash long enough; nothing, if by this clock it has not. */
    public static Decision purge(SparkView spark, Instant now) {
        return spark.state() instanceof Trashed(Instant purgeAt) && !now.isBefore(purgeAt)
                ? deletion(spark, PLATFORM)
                : new Unchanged();
    }

    /** Takes it out of the trash. One that has expired gets its time to live once more. */
    public static Decision undelete(SparkView spark, String user, Instant now) {
        boolean there =
                spark.state() instanceof Trashed || spark.state() instanceof Deleting(boolean toTrash) && toTrash;
        if (spark.purged()) {
            return ABSENT;
        }
        if (!there) {
            return spark.state() instanceof Deleting ? BEING_DELETED : NOT_IN_TRASH;
        }
        Instant expiresAt = spark.expiresAt();
        Duration ttl = spark.spec().ttl();
        Instant next = expiresAt == null || now.isBefore(expiresAt)
                ? expiresAt
                : ttl == null ? null : SparkView.after(now, ttl);
        return new Accepted(new SparkUndeleted(spark.sparkId(), next, user));
    }

    /** Has it expire that much later than now. */
    public static Decision extend(SparkView spark, Optional<Duration> ttl, String user, Instant now) {
        return refusedIfOut(spark)
                .orElseGet(() -> new Accepted(new SparkExtended(
                        spark.sparkId(),
                        ttl.map(length -> SparkView.after(now, length)).orElse(null),
                        user)));
    }

    /** Keeps it awake for that long. */
    public static Decision hold(
            SparkView spark, String name, Duration length, String reason, String user, Instant now) {
        long others = spark.holdsAt(now).stream()
                .filter(hold -> !hold.name().equals(name))
                .count();
        if (others >= Evolution.MOST_HOLDS) {
            return TOO_MANY_HOLDS;
        }
        return refusedIfOut(spark)
                .orElseGet(() -> new Accepted(new SparkHeld(spark.sparkId(), name, now.plus(length), reason, user)));
    }

    public static Decision releaseHold(SparkView spark, String name, String user, Instant now) {
        return refusedIfOut(spark)
                .orElseGet(() ->
                        spark.holdsAt(now).stream().anyMatch(hold -> hold.name().equals(name))
                                ? new Accepted(new SparkHoldReleased(spark.sparkId(), name, user))
                                : new Refused(new Refusal.NotFound("hold")));
    }

    /** What becomes of one that was found idle; nothing, if it is no longer so by what is known here. */
    public static Decision idle(SparkView spark, SparkFoundIdle found, Instant now) {
        boolean stillTrue = spark.state() instanceof Running
                && !now.isBefore(SparkView.after(found.since(), spark.spec().idleTimeout()))
                && spark.holdsAt(now).isEmpty();
        return stillTrue
                ? new Accepted(new SparkSleepRequested(
                        spark.sparkId(),
                        SleepCause.IDLE,
                        "nobody has used it for "
                                + Durations.format(spark.spec().idleTimeout()),
                        PLATFORM))
                : new Unchanged();
    }

    /** Puts one to sleep so that another one of its owner can wake. */
    public static Decision makeRoom(SparkView spark, SparkView waking) {
        return spark.state() instanceof Running
                ? new Accepted(new SparkSleepRequested(
                        spark.sparkId(), SleepCause.ROOM, "it made room for " + waking.name(), PLATFORM))
                : new Unchanged();
    }

    private static boolean isOut(SparkView spark) {
        return spark.purged() || spark.state() instanceof Deleting || spark.state() instanceof Trashed;
    }

    private static Optional<Decision> refusedIfOut(SparkView spark) {
        return switch (spark.state()) {
            case Purged gone -> Optional.of(ABSENT);
            case Deleting deleting -> Optional.of(BEING_DELETED);
            case Trashed trashed -> Optional.of(IN_TRASH);
            case SparkState there -> Optional.empty();
        };
    }

    public static Decision retry(SparkView spark, String user) {
        return switch (spark.state()) {
            case Failed failed -> new Accepted(new SparkRetried(spark.sparkId(), user));
            case Purged gone -> ABSENT;
            case Deleting s -> BEING_DELETED;
            case Trashed s -> IN_TRASH;
            case Requested s -> notFailed(s);
            case Queued s -> notFailed(s);
            case QueuedToWake s -> notFailed(s);
            case Creating s -> notFailed(s);
            case Running s -> notFailed(s);
            case Interrupted s -> notFailed(s);
            case FallingAsleep s -> notFailed(s);
            case Asleep s -> notFailed(s);
            case Stopping s -> notFailed(s);
            case Stopped s -> notFailed(s);
            case Waking s -> notFailed(s);
        };
    }

    /** What asks for the retry of a failed one: of whoever failed. */
    public static Command retrial(SparkState.Failed failed, SparkId id, String user) {
        return switch (failed.step()) {
            case Failed.WAKE -> new LifecycleCommand.WakeSpark(id, user);
            case Failed.SLEEP -> new LifecycleCommand.SleepSpark(id, null, user);
            case Failed.STOP -> new LifecycleCommand.StopSpark(id, user);
            default -> new ProvisioningCommand.RetrySpark(id, user);
        };
    }

    /** Has its root file system put back to the image's. */
    public static Decision resetRoot(SparkView spark, String user) {
        return refusedIfOut(spark)
                .orElseGet(() ->
                        spark.built() ? new Accepted(new SparkRootResetRequested(spark.sparkId(), user)) : notBuilt());
    }

    /** Puts to sleep what runs, or is about to again. */
    public static Decision sleep(SparkView spark, String user) {
        return switch (spark.state()) {
            case Running s -> sleeping(spark, user);
            case Interrupted s -> sleeping(spark, user);
            case Waking s -> sleeping(spark, user);
            case QueuedToWake s -> sleeping(spark, user);
            case Failed failed -> failed.ofLifecycle() ? sleeping(spark, user) : hasFailed();
            case FallingAsleep already -> new Unchanged();
            case Asleep already -> new Unchanged();
            case Stopping s -> stopped(spark);
            case Stopped s -> stopped(spark);
            case Requested s -> notBuilt();
            case Queued s -> notBuilt();
            case Creating s -> notBuilt();
            case Deleting s -> BEING_DELETED;
            case Trashed s -> IN_TRASH;
            case Purged gone -> ABSENT;
        };
    }

    /** Stops what runs, and makes of a sleeping one one that no connection wakes. */
    public static Decision stop(SparkView spark, String user) {
        return switch (spark.state()) {
            case Running s -> stopping(spark, user);
            case Interrupted s -> stopping(spark, user);
            case Waking s -> stopping(spark, user);
            case QueuedToWake s -> stopping(spark, user);
            case FallingAsleep s -> stopping(spark, user);
            case Asleep s -> stopping(spark, user);
            case Failed failed -> failed.ofLifecycle() ? stopping(spark, user) : hasFailed();
            case Stopping already -> new Unchanged();
            case Stopped already -> new Unchanged();
            case Requested s -> notBuilt();
            case Queued s -> notBuilt();
            case Creating s -> notBuilt();
            case Deleting s -> BEING_DELETED;
            case Trashed s -> IN_TRASH;
            case Purged gone -> ABSENT;
        };
    }

    /** Wakes what sleeps or is stopped, or is on its way there. What runs, or will without that, is left alone. */
    public static Decision wake(SparkView spark, String user, WakeCause cause) {
        return switch (spark.state()) {
            case FallingAsleep s -> waking(spark, user, cause);
            case Asleep s -> waking(spark, user, cause);
            case Stopping s -> byName(spark, user, cause);
            case Stopped s -> byName(spark, user, cause);
            case Failed failed -> failed.ofLifecycle() ? waking(spark, user, cause) : hasFailed();
            case Requested already -> new Unchanged();
            case Queued already -> new Unchanged();
            case QueuedToWake already -> new Unchanged();
            case Creating already -> new Unchanged();
            case Running already -> new Unchanged();
            case Interrupted already -> new Unchanged();
            case Waking already -> new Unchanged();
            case Deleting s -> BEING_DELETED;
            case Trashed s -> IN_TRASH;
            case Purged gone -> ABSENT;
        };
    }

    // NullAway does not see that the wake policy of an event may be null: it is a nested type in another jar.
    @SuppressWarnings("NullAway")
    public static Decision configure(SparkView spark, Change change, String user) {
        Optional<Decision> refused = refusedIfOut(spark);
        if (refused.isPresent()) {
            return refused.get();
        }
        SparkSpec spec = spark.spec();
        Optional<Map<String, String>> labels = change.labels().filter(next -> !next.equals(spec.labels()));
        Optional<Duration> idleTimeout = change.idleTimeout().filter(next -> !next.equals(spec.idleTimeout()));
        Optional<SparkSpec.WakePolicy> wakePolicy = change.wakePolicy().filter(next -> next != spec.wakePolicy());
        if (labels.isEmpty() && idleTimeout.isEmpty() && wakePolicy.isEmpty()) {
            return new Unchanged();
        }
        return new Accepted(new SparkConfigured(
                spark.sparkId(), labels.orElse(null), idleTimeout.orElse(null), wakePolicy.orElse(null), user));
    }

    /** Exactly these keys from now on. */
    public static Decision authorize(SparkView spark, List<String> keys, String user) {
        if (spark.purged()
                || spark.state() instanceof Deleting(boolean toTrash) && !toTrash
                || keys.equals(spark.authorizedKeys())) {
            return new Unchanged();
        }
        return new Accepted(new SparkKeysAuthorized(spark.sparkId(), keys, user));
    }

    private static Decision deletion(SparkView spark, String user) {
        return new Accepted(new SparkDeletionRequested(spark.sparkId(), user));
    }

    private static Decision trashing(SparkView spark, TrashCause cause, String user) {
        return new Accepted(new SparkTrashRequested(spark.sparkId(), cause, user));
    }

    private static Decision sleeping(SparkView spark, String user) {
        return new Accepted(new SparkSleepRequested(spark.sparkId(), null, null, user));
    }

    private static Decision stopping(SparkView spark, String user) {
        return new Accepted(new SparkStopRequested(spark.sparkId(), user));
    }

    private static Decision waking(SparkView spark, String user, WakeCause cause) {
        return new Accepted(new SparkWakeRequested(spark.sparkId(), user, cause));
    }

    private static Decision byName(SparkView spark, String user, WakeCause cause) {
        return switch (cause) {
            case REQUEST -> waking(spark, user, cause);
            case CONNECTION -> stopped(spark);
        };
    }

    private static Decision stopped(SparkView spark) {
        return new Refused(Refusal.Stopped.of(spark.name()));
    }

    private static Decision notBuilt() {
        return new Refused(new Refusal.Conflict("It is being created: wait until it runs."));
    }

    private static Decision hasFailed() {
        return new Refused(new Refusal.Conflict("It failed: retry or delete it."));
    }

    private static Decision notFailed(SparkState state) {
        return new Refused(
                new Refusal.Conflict("Only a spark that failed can be tried again; it is " + state.wire() + "."));
    }
}
