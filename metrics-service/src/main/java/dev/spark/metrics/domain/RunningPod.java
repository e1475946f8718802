package dev.spark.metrics.domain;

import dev.spark.events.SparkId;

/**
 * The pod that a spark runs in.
 *
 * @param node its name; empty where the pod is on none
 */
public record RunningPod(SparkId sparkId, String uid, String node) {}
