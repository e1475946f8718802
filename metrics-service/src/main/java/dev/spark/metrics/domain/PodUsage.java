package dev.spark.metrics.domain;

import java.util.Optional;

/**
 * What a kubelet says of a pod. What it does not say is absent.
 *
 * @param cpu nanoseconds of a core
 * @param network bytes received and sent
 * @param memoryBytes its working set
 */
public record PodUsage(String podUid, Optional<Sample> cpu, Optional<Sample> network, Optional<Long> memoryBytes) {}
