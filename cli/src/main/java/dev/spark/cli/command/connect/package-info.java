/** Commands that go into a spark: shell, exec, cp, tunnel, config-ssh. */
@NullMarked
package dev.spark.cli.command.connect;

import org.jspecify.annotations.NullMarked;
