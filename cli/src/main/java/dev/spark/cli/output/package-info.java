/** What is printed: tables, times, colours and progress, these two only on a terminal. */
@NullMarked
package dev.spark.cli.output;

import org.jspecify.annotations.NullMarked;
