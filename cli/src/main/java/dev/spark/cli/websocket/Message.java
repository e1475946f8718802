package dev.spark.cli.websocket;

/** What a WebSocket brings. */
public sealed interface Message {
    /** Bytes; only the first {@code length} of the array, which is the connection's own and reused by its next read. */
    record Binary(byte[] bytes, int length) implements Message {}

    record Text(String text) implements Message {}

    /**
     * The end. Code 1000 is a regular one, 1006 stands for a connection that broke, 4000 and up are the gateway's own.
     */
    record Closed(int code, String reason) implements Message {
        public static final int NORMAL = 1000;
        public static final int BROKEN = 1006;

        /** From here on the gateway's own. */
        public static final int OWN = 4000;
    }
}
