/** Commands about sparks: create, list, status, sleep, wake, stop, delete, retry, events. */
@NullMarked
package dev.spark.cli.command.sparks;

import org.jspecify.annotations.NullMarked;
