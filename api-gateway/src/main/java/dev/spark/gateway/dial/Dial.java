package dev.spark.gateway.dial;

import dev.spark.events.SparkId;

/** Reaches a port of a spark. Whether the spark runs is known from its state: this never finds out by trying. */
public interface Dial {

    /** The port of a spark's sshd. */
    int SSH = 22;

    /** Waits until it is connected or cannot be. */
    Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException;
}
