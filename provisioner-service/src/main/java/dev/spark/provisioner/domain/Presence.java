package dev.spark.provisioner.domain;

/** Whether a complete spark's container is up, as far as was noticed. */
public enum Presence {
    /** Everything is there; the container has not been up yet. */
    STARTING,
    /** It takes SSH connections. */
    RUNNING,
    /** It ran and seems not to at the moment: either a blink, or it is being put to sleep and the cluster tells in the wrong order. */
    DOUBTFUL,
    /** It should run and does not. */
    DOWN,
    /** Nobody wants it to run: scaled to zero. */
    RESTING
}
