package dev.spark.events;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has happened to a spark, on {@link Topics#EVENTS}. When it happened is in its {@link Envelope}. */
public sealed interface SparkEvent extends Message {

    /** Somebody asked for a spark and was promised one. The first event of every spark. */
    @WireName("spark.requested.v1")
    record SparkRequested(SparkId sparkId, SparkSpec spec, List<String> authorizedKeys, String requestedBy)
            implements SparkEvent {
        public SparkRequested {
            Require.present("spark_id", sparkId);
            Require.present("spec", spec);
            Require.present("requested_by", requestedBy);
            authorizedKeys = Require.list("authorized_keys", authorizedKeys);
        }
    }

    /** No running slot was free: it waits in the queue, first in, first out. */
    @WireName("spark.queued.v1")
    record SparkQueued(SparkId sparkId) implements SparkEvent {
        public SparkQueued {
            Require.present("spark_id", sparkId);
        }
    }

    /** It has a running slot; the provisioner has been asked to build it, or if it is built, the lifecycle to wake it. */
    @WireName("spark.admitted.v1")
    record SparkAdmitted(SparkId sparkId) implements SparkEvent {
        public SparkAdmitted {
            Require.present("spark_id", sparkId);
        }
    }

    /**
     * A step of building, setting up or removing it began, ended or failed.
     *
     * @param step its stable name, {@code database}, {@code volume}, {@code container} …
     * @param message for people, "Creating the database"; on failure what went wrong, without secrets
     */
    @WireName("spark.step-reached.v1")
    record SparkStepReached(SparkId sparkId, String step, StepState state, String message) implements SparkEvent {
        public SparkStepReached {
            Require.present("spark_id", sparkId);
            Require.present("step", step);
            Require.present("state", state);
            Require.present("message", message);
        }
    }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    enum StepState {
        STARTED,
        DONE,
        FAILED
    }

    /** Everything it consists of is there. */
    @WireName("spark.provisioned.v1")
    record SparkProvisioned(SparkId sparkId, String image, String databaseName, String databaseHost)
            implements SparkEvent {
        public SparkProvisioned {
            Require.present("spark_id", sparkId);
            Require.present("image", image);
            Require.present("database_name", databaseName);
            Require.present("database_host", databaseHost);
        }
    }

    /** It runs and takes SSH connections. */
    @WireName("spark.started.v1")
    record SparkStarted(SparkId sparkId) implements SparkEvent {
        public SparkStarted {
            Require.present("spark_id", sparkId);
        }
    }

    /** It ran and does not at the moment, unasked; it is being brought back. */
    @WireName("spark.interrupted.v1")
    record SparkInterrupted(SparkId sparkId, String reason) implements SparkEvent {
        public SparkInterrupted {
            Require.present("spark_id", sparkId);
            Require.present("reason", reason);
        }
    }

    /** Something it consists of was gone or changed and has been put right. */
    @WireName("spark.repaired.v1")
    record SparkRepaired(SparkId sparkId, List<String> parts) implements SparkEvent {
        public SparkRepaired {
            Require.present("spark_id", sparkId);
            parts = Require.list("parts", parts);
        }
    }

    /** A step could not be done before its deadline. Somebody has to retry or delete. */
    @WireName("spark.failed.v1")
    record SparkFailed(SparkId sparkId, String step, String reason) implements SparkEvent {
        public SparkFailed {
            Require.present("spark_id", sparkId);
            Require.present("step", step);
            Require.present("reason", reason);
        }
    }

    /** Somebody asked to try again. */
    @WireName("spark.retried.v1")
    record SparkRetried(SparkId sparkId, String requestedBy) implements SparkEvent {
        public SparkRetried {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** It is made of another image from now on, which it has when it runs next. */
    @WireName("spark.image-changed.v1")
    record SparkImageChanged(SparkId sparkId, String image) implements SparkEvent {
        public SparkImageChanged {
            Require.present("spark_id", sparkId);
            Require.present("image", image);
        }
    }

    /** Somebody asked to put its root file system back to the image's. */
    @WireName("spark.root-reset-requested.v1")
    record SparkRootResetRequested(SparkId sparkId, String requestedBy) implements SparkEvent {
        public SparkRootResetRequested {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Its owner changed how it is labelled or when it sleeps. What is absent stays as it was. */
    @WireName("spark.configured.v1")
    record SparkConfigured(
            SparkId sparkId,
            @Nullable Map<String, String> labels,
            @Nullable Duration idleTimeout,
            SparkSpec.@Nullable WakePolicy wakePolicy,
            String requestedBy)
            implements SparkEvent {
        public SparkConfigured {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
            labels = labels == null ? null : Map.copyOf(labels);
        }
    }

    /** From now on exactly these keys may log in. */
    @WireName("spark.keys-authorized.v1")
    record SparkKeysAuthorized(SparkId sparkId, List<String> authorizedKeys, String requestedBy) implements SparkEvent {
        public SparkKeysAuthorized {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
            authorizedKeys = Require.list("authorized_keys", authorizedKeys);
        }
    }

    /**
     * It is to sleep: it stops running and keeps all it has.
     *
     * @param cause absent where its owner asked for it
     * @param reason why, for people, where nobody asked for it
     */
    @WireName("spark.sleep-requested.v1")
    record SparkSleepRequested(
            SparkId sparkId,
            @Nullable SleepCause cause,
            @Nullable String reason,
            String requestedBy) implements SparkEvent {
        public SparkSleepRequested {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** What put it to sleep though nobody asked for it: that nobody used it, or that another spark of its owner was to wake. */
    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    enum SleepCause {
        IDLE,
        ROOM
    }

    /**
     * It runs, and nobody has used it for as long as its idle timeout; unless something has come in between it is put to sleep.
     *
     * @param since when it was used last
     * @param evidence what each signal said
     */
    @WireName("spark.found-idle.v1")
    record SparkFoundIdle(SparkId sparkId, Instant since, Duration idleTimeout, List<Signal> evidence)
            implements SparkEvent {
        public SparkFoundIdle {
            Require.present("spark_id", sparkId);
            Require.present("since", since);
            Require.present("idle_timeout", idleTimeout);
            evidence = Require.list("evidence", evidence);
        }
    }

    /**
     * It is kept awake until then; a hold of the same name is replaced.
     *
     * @param name unique among its holds
     */
    @WireName("spark.held.v1")
    record SparkHeld(SparkId sparkId, String name, Instant until, String reason, String requestedBy)
            implements SparkEvent {
        public SparkHeld {
            Require.present("spark_id", sparkId);
            Require.present("name", name);
            Require.present("until", until);
            Require.present("reason", reason);
            Require.present("requested_by", requestedBy);
        }
    }

    /** A hold was taken back before its end. One that ends by itself tells nothing. */
    @WireName("spark.hold-released.v1")
    record SparkHoldReleased(SparkId sparkId, String name, String requestedBy) implements SparkEvent {
        public SparkHoldReleased {
            Require.present("spark_id", sparkId);
            Require.present("name", name);
            Require.present("requested_by", requestedBy);
        }
    }

    /**
     * It lives until then instead.
     *
     * @param expiresAt never, if absent
     */
    @WireName("spark.extended.v1")
    record SparkExtended(SparkId sparkId, @Nullable Instant expiresAt, String requestedBy) implements SparkEvent {
        public SparkExtended {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /**
     * It goes to the trash soon unless it is extended.
     *
     * @param left about how long it has
     */
    @WireName("spark.expiring.v1")
    record SparkExpiring(SparkId sparkId, Instant expiresAt, Duration left) implements SparkEvent {
        public SparkExpiring {
            Require.present("spark_id", sparkId);
            Require.present("expires_at", expiresAt);
            Require.present("left", left);
        }
    }

    /** Its time to live is over. It goes to the trash, unless it was extended in between. */
    @WireName("spark.expired.v1")
    record SparkExpired(SparkId sparkId, Instant expiresAt) implements SparkEvent {
        public SparkExpired {
            Require.present("spark_id", sparkId);
            Require.present("expires_at", expiresAt);
        }
    }

    /** It is to go to the trash: it stops running and keeps all it has but its name. */
    @WireName("spark.trash-requested.v1")
    record SparkTrashRequested(SparkId sparkId, TrashCause cause, String requestedBy) implements SparkEvent {
        public SparkTrashRequested {
            Require.present("spark_id", sparkId);
            Require.present("cause", cause);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Why it goes to the trash: somebody asked for it, or its time to live is over. */
    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    enum TrashCause {
        REQUEST,
        EXPIRED
    }

    /** Nothing of it runs; what it has is kept until it is purged. */
    @WireName("spark.trashed.v1")
    record SparkTrashed(SparkId sparkId, Instant purgeAt) implements SparkEvent {
        public SparkTrashed {
            Require.present("spark_id", sparkId);
            Require.present("purge_at", purgeAt);
        }
    }

    /** It has been in the trash long enough, and is purged unless it was taken out in between. */
    @WireName("spark.purge-due.v1")
    record SparkPurgeDue(SparkId sparkId, Instant purgeAt) implements SparkEvent {
        public SparkPurgeDue {
            Require.present("spark_id", sparkId);
            Require.present("purge_at", purgeAt);
        }
    }

    /**
     * It is taken out of the trash, and sleeps.
     *
     * @param expiresAt when it expires from now on; never, if absent
     */
    @WireName("spark.undeleted.v1")
    record SparkUndeleted(SparkId sparkId, @Nullable Instant expiresAt, String requestedBy) implements SparkEvent {
        public SparkUndeleted {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Nothing of it runs; its volume, database and name are kept. A connection may wake it. */
    @WireName("spark.asleep.v1")
    record SparkAsleep(SparkId sparkId, String reason) implements SparkEvent {
        public SparkAsleep {
            Require.present("spark_id", sparkId);
            Require.present("reason", reason);
        }
    }

    /** Somebody asked it to stop: as asleep, but no connection wakes it. */
    @WireName("spark.stop-requested.v1")
    record SparkStopRequested(SparkId sparkId, String requestedBy) implements SparkEvent {
        public SparkStopRequested {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Nothing of it runs, and only its owner's word wakes it. */
    @WireName("spark.stopped.v1")
    record SparkStopped(SparkId sparkId) implements SparkEvent {
        public SparkStopped {
            Require.present("spark_id", sparkId);
        }
    }

    /** It is to run again. {@link SparkStarted} tells that it does, {@link SparkQueued} that it has to wait for a running slot. */
    @WireName("spark.wake-requested.v1")
    record SparkWakeRequested(SparkId sparkId, String requestedBy, WakeCause cause) implements SparkEvent {
        public SparkWakeRequested {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
            Require.present("cause", cause);
        }
    }

    /** What woke it: its owner's word, or a connection. */
    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    enum WakeCause {
        REQUEST,
        CONNECTION
    }

    /** It is to be removed for good. Its name is free again. */
    @WireName("spark.deletion-requested.v1")
    record SparkDeletionRequested(SparkId sparkId, String requestedBy) implements SparkEvent {
        public SparkDeletionRequested {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Nothing of it is left. The last event of every spark. */
    @WireName("spark.purged.v1")
    record SparkPurged(SparkId sparkId) implements SparkEvent {
        public SparkPurged {
            Require.present("spark_id", sparkId);
        }
    }
}
