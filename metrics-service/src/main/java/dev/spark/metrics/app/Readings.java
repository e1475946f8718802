package dev.spark.metrics.app;

import dev.spark.events.SparkId;
import dev.spark.metrics.domain.Reading;
import java.util.Map;

/** What the beat before has read. All methods block, and throw where the database does not answer. */
public interface Readings {

    Map<SparkId, Reading> all();

    /** Keeps these and no others. */
    void keep(Map<SparkId, Reading> readings);
}
