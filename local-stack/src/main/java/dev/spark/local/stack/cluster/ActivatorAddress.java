package dev.spark.local.stack.cluster;

/**
 * Where sparks, and whatever else is in the cluster, reach the gateway's activator.
 *
 * @param address inside the cluster
 * @param first of its ports, there and at 127.0.0.1
 * @param count of them
 */
public record ActivatorAddress(String address, int first, int count) {}
