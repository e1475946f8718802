/** Commands about sparks: create, list, status, delete, retry, events. */
@NullMarked
package dev.spark.cli.command.sparks;

import org.jspecify.annotations.NullMarked;
