/** Running a command line in a test: its surroundings, and what came out. */
@NullMarked
package dev.spark.cli.run;

import org.jspecify.annotations.NullMarked;
