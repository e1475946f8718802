package dev.spark.lifecycle.domain;

/** What is wanted of a spark that is built. */
public enum Desired {
    AWAKE(1, "wake"),
    /** A connection may have it woken. */
    ASLEEP(0, "sleep"),
    /** Only its owner's word wakes it. */
    STOPPED(0, "stop"),
    /** It is kept for a while, and then purged. */
    TRASHED(0, "trash");

    private final int replicas;
    private final String step;

    Desired(int replicas, String step) {
        this.replicas = replicas;
        this.step = step;
    }

    public int replicas() {
        return replicas;
    }

    /** What getting there is called in events. Stable. */
    public String step() {
        return step;
    }
}
