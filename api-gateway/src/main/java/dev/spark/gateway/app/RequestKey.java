package dev.spark.gateway.app;

/**
 * What a POST with an {@code Idempotency-Key} is recognised by.
 *
 * @param id of the user, the key, the method and the path
 * @param requestHash of the body: a repeat has the same
 */
public record RequestKey(String id, String requestHash) {}
