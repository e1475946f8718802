/** The sparks' database server. */
@NullMarked
package dev.spark.metrics.databases;

import org.jspecify.annotations.NullMarked;
