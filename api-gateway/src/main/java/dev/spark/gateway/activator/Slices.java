package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import java.util.Map;

/** The slices of ours in the cluster. All calls wait, and throw where the API server does not answer or does not agree. */
public interface Slices {

    /** Makes it so. Returns false where the spark has no Service. */
    boolean put(SparkId spark, int servicePort, Slice slice);

    /** Does nothing where there is none. */
    void remove(SparkId spark);

    /** All that there are. */
    Map<SparkId, Slice> all();
}
