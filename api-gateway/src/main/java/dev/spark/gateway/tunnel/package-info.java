/** The tunnel: a TCP stream to a port of a spark, over a WebSocket. */
@NullMarked
package dev.spark.gateway.tunnel;

import org.jspecify.annotations.NullMarked;
