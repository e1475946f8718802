package dev.spark.gateway.dial;

import java.io.IOException;

/** A spark, or a port of it, could not be reached. Its message is for the log: it may tell of the cluster. */
public final class Unreachable extends IOException {

    private final boolean refused;

    private Unreachable(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** The pod is there, and nothing listens on that port. */
    static Unreachable refused(String message) {
        return new Unreachable(message, true);
    }

    /** The pod is not there, or not to be reached. */
    static Unreachable absent(String message) {
        return new Unreachable(message, false);
    }

    public boolean isRefused() {
        return refused;
    }
}
