/** What two readings come to. No clock, no I/O. */
@NullMarked
package dev.spark.metrics.domain;

import org.jspecify.annotations.NullMarked;
