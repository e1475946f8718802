package dev.spark.gateway.dial;

import dev.spark.events.SparkId;

/** Reaches a port of a spark. Whether the spark runs, or is being woken, is known from its state: this never finds out by trying. */
public interface Dial {

    /** The port of a spark's sshd. */
    int SSH = 22;

    /** Waits until it is connected or cannot be. */
    Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException;

    /**
     * One attempt at the sshd of a spark that is being woken: its pod may not have been found ready yet.
     *
     * @throws Unreachable where there is no pod, or no sshd in it; it may be there in a moment
     */
    Connection knock(SparkId spark) throws Unreachable, InterruptedException;
}
