package dev.spark.gateway.eventlog;

import java.time.Instant;

/**
 * What of a logged event is folded into the read model.
 *
 * @param body the original JSON, with its type
 */
public record Foldable(long position, String sparkId, Instant at, String body) {}
