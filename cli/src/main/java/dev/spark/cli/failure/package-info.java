/** What a person is told when a command does not succeed, and the exit code that goes with it. */
@NullMarked
package dev.spark.cli.failure;

import org.jspecify.annotations.NullMarked;
