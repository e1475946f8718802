package dev.spark.metrics.app;

import dev.spark.metrics.domain.RunningPod;
import java.util.List;

/** The sparks that run, as the watch shows them. */
public interface RunningPods {

    /** Whether it was ever seen who runs. */
    boolean areKnown();

    /** One for each spark that runs. */
    List<RunningPod> all();
}
