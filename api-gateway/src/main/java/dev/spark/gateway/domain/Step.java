package dev.spark.gateway.domain;

import dev.spark.events.SparkEvent.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step of building, setting up or removing a spark.
 *
 * @param finishedAt when it was done or failed; absent while it goes on
 */
public record Step(
        String name,
        StepState state,
        Instant startedAt,
        @Nullable Instant finishedAt,
        String message) {}
