/** Commands about this machine: up, down, doctor, version. */
@NullMarked
package dev.spark.cli.command.machine;

import org.jspecify.annotations.NullMarked;
