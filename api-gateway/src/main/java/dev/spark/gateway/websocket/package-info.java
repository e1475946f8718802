/** WebSockets for threads that may wait: one message at a time, read when it is wanted, written when it is sent. */
@NullMarked
package dev.spark.gateway.websocket;

import org.jspecify.annotations.NullMarked;
