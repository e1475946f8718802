/** Metrics: measures what sparks that run use, and says it on a topic and to Prometheus. It changes nothing anywhere. */
@NullMarked
package dev.spark.metrics;

import org.jspecify.annotations.NullMarked;
