/** What this service keeps in PostgreSQL. */
@NullMarked
package dev.spark.metrics.store;

import org.jspecify.annotations.NullMarked;
