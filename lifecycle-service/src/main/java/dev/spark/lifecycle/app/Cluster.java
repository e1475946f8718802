package dev.spark.lifecycle.app;

import dev.spark.events.SparkId;
import dev.spark.lifecycle.plan.Observed;

/** The Kubernetes cluster. */
public interface Cluster {

    /** What the watch shows. Asks nobody. */
    Observed observe(SparkId id);

    /**
     * Scales the spark's deployment, which may be scaled so already, if it still is what was seen.
     *
     * @return whether it was scaled; false if the deployment has changed since
     * @throws EffectFailed if the cluster refuses, or does not answer: then it may or may not be scaled
     */
    boolean scale(SparkId id, int replicas, Observed seen);
}
