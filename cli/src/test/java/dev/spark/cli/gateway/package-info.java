/** A gateway of a test's own: a real HTTP/1.1 and WebSocket server that answers as it is told. */
@NullMarked
package dev.spark.cli.gateway;

import org.jspecify.annotations.NullMarked;
