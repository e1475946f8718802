package dev.spark.provisioner.domain;

import java.util.List;

/** What comes of a command. There is no refusal: what the gateway has accepted cannot be refused. */
public sealed interface Decision {

    record Accepted(List<Change> changes) implements Decision {}

    /** What makes redelivery harmless. */
    record Unchanged() implements Decision {}
}
