/** The service's own PostgreSQL schema. */
@NullMarked
package dev.spark.provisioner.store;

import org.jspecify.annotations.NullMarked;
