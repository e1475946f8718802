package dev.spark.lifecycle.app;

import dev.spark.events.SparkId;
import dev.spark.lifecycle.plan.Observed;

/** The Kubernetes cluster. */
public interface Cluster {

    /** What the watch shows. Asks nobody. */
    Observed observe(SparkId id);

    /** Scales the spark's deployment, which may be scaled so already. Throws {@link EffectFailed}. */
    void scale(SparkId id, int replicas);
}
