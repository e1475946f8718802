/** Whether it makes progress, and who does not answer it. */
@NullMarked
package dev.spark.metrics.health;

import org.jspecify.annotations.NullMarked;
