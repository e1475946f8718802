package dev.spark.gateway.websocket;

import io.vertx.core.buffer.Buffer;

/** What comes out of a WebSocket. */
public sealed interface Message {

    record Text(String text) implements Message {}

    record Binary(Buffer bytes) implements Message {}

    /** Nothing follows: the other side closed with that code, or is gone (1006). */
    record Closed(int code, String reason) implements Message {}
}
