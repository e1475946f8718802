package dev.spark.metrics.app;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** What runs in the sparks' databases. */
public interface Statements {

    /** How it went to ask their server. */
    sealed interface Answer {

        /** How many run, or have run since: by database, of those that have any. */
        record Counted(Map<String, Long> byDatabase) implements Answer {}

        record Silence(String why) implements Answer {}
    }

    /** Asks once for all. Blocks no longer than its settings allow; never throws. */
    Answer within(Collection<String> databases, Duration past);
}
