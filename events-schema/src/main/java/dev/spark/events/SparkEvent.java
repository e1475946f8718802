package dev.spark.events;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.time.Duration;
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

    /** Somebody asked it to sleep: it stops running and keeps all it has. */
    @WireName("spark.sleep-requested.v1")
    record SparkSleepRequested(SparkId sparkId, String requestedBy) implements SparkEvent {
        public SparkSleepRequested {
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

    /** Somebody asked to delete it. Its name is free again. */
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
