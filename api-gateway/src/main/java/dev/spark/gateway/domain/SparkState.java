package dev.spark.gateway.domain;

/** Where a spark is in its life. */
public sealed interface SparkState {

    /** What the API calls it. */
    String wire();

    /** Why it is there, where that is worth a sentence; empty otherwise. */
    default String reason() {
        return "";
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

    /** A step could not be done: retry or delete. */
    record Failed(String step, String why) implements SparkState {
        @Override
        public String wire() {
            return "failed";
        }

        @Override
        public String reason() {
            return why;
        }
    }

    /** Everything it consists of is being removed. Its name is free. */
    record Deleting() implements SparkState {
        @Override
        public String wire() {
            return "deleting";
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
