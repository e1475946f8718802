package dev.spark.metrics.app;

import dev.spark.metrics.domain.PodUsage;
import java.util.Map;
import java.util.Set;

/** The nodes' own word on what their pods use. */
public interface Kubelets {

    /** How it went to ask a node. */
    sealed interface Answer {

        /** Each pod of the node, by its uid. */
        record Summary(Map<String, PodUsage> pods) implements Answer {}

        record Silence(String why) implements Answer {}
    }

    /** Asks all at once, each by one call. Blocks no longer than its settings allow; never throws. An answer for each node. */
    Map<String, Answer> ask(Set<String> nodes);
}
