/** The process the command runs in, as values: environment, streams, terminal, programs, time. */
@NullMarked
package dev.spark.cli.surroundings;

import org.jspecify.annotations.NullMarked;
