/** Kafka on this machine: one broker that is its own controller, and the topics of Spark. */
@NullMarked
package dev.spark.local.kafka;

import org.jspecify.annotations.NullMarked;
