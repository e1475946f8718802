package dev.spark.provisioner.domain;

import java.time.Instant;

/**
 * A part as we last left it.
 *
 * @param manifest hash of what we asked for
 * @param fingerprint of what was there afterwards, defaults and other writers' fields included: if it differs later,
 *     somebody has changed something
 */
public record Applied(String manifest, String fingerprint, Instant at) {}
