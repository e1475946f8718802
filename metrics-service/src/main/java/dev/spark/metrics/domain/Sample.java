package dev.spark.metrics.domain;

import java.time.Instant;

/**
 * What a counter was.
 *
 * @param at when it was read, by the clock of its node
 */
public record Sample(Instant at, long value) {}
