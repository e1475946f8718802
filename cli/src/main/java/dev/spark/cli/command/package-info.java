/** The command line itself: which commands there are, and how one is run. */
@NullMarked
package dev.spark.cli.command;

import org.jspecify.annotations.NullMarked;
