/** Sparks as the API describes them, their names, and following one until it has settled. */
@NullMarked
package dev.spark.cli.sparks;

import org.jspecify.annotations.NullMarked;
