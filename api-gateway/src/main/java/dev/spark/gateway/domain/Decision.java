package dev.spark.gateway.domain;

import dev.spark.events.SparkEvent;

/** What a command comes to. */
public sealed interface Decision {

    /** It happens: this is said. */
    record Accepted(SparkEvent event) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    record Refused(Refusal refusal) implements Decision {}
}
