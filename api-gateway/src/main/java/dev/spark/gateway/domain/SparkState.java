package dev.spark.gateway.domain;

import java.time.Instant;

/** Where a spark is in its life. */
public sealed interface SparkState {

    /** What the API calls it. */
    String wire();

    /** Why it is there, where that is worth a sentence; empty otherwise. */
    default String reason() {
        return "";
    }

    /** Whether it waits for a running slot. */
    default boolean waits() {
        return this instanceof Queued || this instanceof QueuedToWake;
    }

    /** It has been promised and neither queued nor admitted: never seen outside of a transaction. */
    record Requested() implements SparkState {
        @Override
        public String wire() {
            return "requested";
        }
    }

    /** It waits for a running slot. */
    record Queued() implements SparkState {
        @Override
        public String wire() {
            return "queued";
        }

        @Override
        public String reason() {
            return "It waits for a running slot.";
        }
    }

    /** It is to wake and waits for a running slot: all that it has is there. */
    record QueuedToWake() implements SparkState {
        @Override
        public String wire() {
            return "queued";
        }

        @Override
        public String reason() {
            return "It waits for a running slot to wake.";
        }
    }

    /** It is being built. */
    record Creating() implements SparkState {
        @Override
        public String wire() {
            return "creating";
        }
    }

    /** It takes connections. */
    record Running() implements SparkState {
        @Override
        public String wire() {
            return "running";
        }
    }

    /** It ran, does not at the moment, and is being brought back. */
    record Interrupted(String why) implements SparkState {
        @Override
        public String wire() {
            return "interrupted";
        }

        @Override
        public String reason() {
            return why;
        }
    }

    /** It is being put to sleep. */
    record FallingAsleep() implements SparkState {
        @Override
        public String wire() {
            return "falling_asleep";
        }
    }

    /** Nothing of it runs, and it holds no running slot. A connection wakes it, if its wake policy lets it. */
    record Asleep(String why) implements SparkState {
        @Override
        public String wire() {
            return "asleep";
        }

        @Override
        public String reason() {
            return why;
        }
    }

    /** It is being stopped. */
    record Stopping() implements SparkState {
        @Override
        public String wire() {
            return "stopping";
        }
    }

    /** Nothing of it runs, and only being asked for by name wakes it. */
    record Stopped() implements SparkState {
        @Override
        public String wire() {
            return "stopped";
        }
    }

    /**
     * It is being woken.
     *
     * @param fromRest whether it was at rest when that was asked for, so that nothing was left of its last run
     */
    record Waking(boolean fromRest) implements SparkState {
        @Override
        public String wire() {
            return "waking";
        }
    }

    /** A step could not be done: retry or delete. */
    record Failed(String step, String why) implements SparkState {

        static final String WAKE = "wake";
        static final String SLEEP = "sleep";
        static final String STOP = "stop";

        @Override
        public String wire() {
            return "failed";
        }

        @Override
        public String reason() {
            return why;
        }

        /** Whether it failed at being woken, put to sleep or stopped: all that it has is there. */
        public boolean ofLifecycle() {
            return step.equals(WAKE) || step.equals(SLEEP) || step.equals(STOP);
        }
    }

    /** It is on its way out; its name is free. All that it has is being removed, or it is on its way to the trash. */
    record Deleting(boolean toTrash) implements SparkState {
        @Override
        public String wire() {
            return "deleting";
        }
    }

    /** Nothing of it runs. What it has is kept until then, and can be had back. */
    record Trashed(Instant purgeAt) implements SparkState {
        @Override
        public String wire() {
            return "trashed";
        }
    }

    /** Nothing of it is left but its events. */
    record Purged() implements SparkState {
        @Override
        public String wire() {
            return "purged";
        }
    }
}
