/** OpenSSH, told how to reach a spark: options, keys, known hosts, the person's ssh configuration. */
@NullMarked
package dev.spark.cli.ssh;

import org.jspecify.annotations.NullMarked;
