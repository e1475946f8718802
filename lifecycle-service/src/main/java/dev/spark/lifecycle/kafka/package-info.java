/** What comes over the topics. */
@NullMarked
package dev.spark.lifecycle.kafka;

import org.jspecify.annotations.NullMarked;
