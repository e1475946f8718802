/** A TCP stream to a port in a spark, carried over a WebSocket. */
@NullMarked
package dev.spark.cli.tunnel;

import org.jspecify.annotations.NullMarked;
