package dev.spark.local.stack.cluster;

/** Where a pod reaches the stack's PostgreSQL. */
public record DatabaseAddress(String host, int port) {}
