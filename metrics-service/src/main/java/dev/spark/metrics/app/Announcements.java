package dev.spark.metrics.app;

import dev.spark.events.Activity.UsageMeasured;
import java.util.List;

/** Says what was measured to whoever cares. */
public interface Announcements {

    /** Says it at once or not at all. Blocks for some seconds at most; never throws. */
    void say(List<UsageMeasured> usages);
}
