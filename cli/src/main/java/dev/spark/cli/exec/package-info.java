/** Running a command in a spark over a WebSocket, with or without a terminal. */
@NullMarked
package dev.spark.cli.exec;

import org.jspecify.annotations.NullMarked;
