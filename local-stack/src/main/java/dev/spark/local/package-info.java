/** What a Spark needs on one machine, without Docker and without root: see the packages below. */
@NullMarked
package dev.spark.local;

import org.jspecify.annotations.NullMarked;
