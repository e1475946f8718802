/** A beat, and the ports that it needs. */
@NullMarked
package dev.spark.metrics.app;

import org.jspecify.annotations.NullMarked;
