/** A blocking WebSocket client (RFC 6455) over a plain socket: what tunnels and exec travel in. */
@NullMarked
package dev.spark.cli.websocket;

import org.jspecify.annotations.NullMarked;
