/** The service's own PostgreSQL schema. */
@NullMarked
package dev.spark.lifecycle.store;

import org.jspecify.annotations.NullMarked;
