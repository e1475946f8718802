/** What comes and goes over the topics. */
@NullMarked
package dev.spark.metrics.kafka;

import org.jspecify.annotations.NullMarked;
