package dev.spark.cli.websocket;

import org.jspecify.annotations.Nullable;

/** The server answered the upgrade with a plain HTTP answer. */
public final class HandshakeRefused extends Exception {
    private final int status;
    private final byte[] body;
    private final @Nullable String retryAfter;

    HandshakeRefused(int status, byte[] body, @Nullable String retryAfter) {
        super("the upgrade was answered with " + status);
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public byte[] body() {
        return body;
    }

    public @Nullable String retryAfter() {
        return retryAfter;
    }
}
