package dev.spark.gateway.app;

import org.jspecify.annotations.Nullable;

/**
 * An answer to a call that can be given again.
 *
 * @param body JSON
 */
public record Answer(int status, @Nullable String location, String body) {}
