package dev.spark.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When (System.nanoTime) the first bytes of an sshd arrived. */
final class Banner {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String BEGINS = "SSH-2.0";

    private Banner() {}

    /** Through the gateway's tunnel, which wakes the spark; the connection is ended. */
    static long throughTunnel(HttpClient http, URI tunnel, String token) throws Exception {
        var first = new First();
        var socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(tunnel, first)
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        try {
            return first.arrived.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    /** At a port of this machine. */
    static long at(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            byte[] begin = socket.getInputStream().readNBytes(BEGINS.length());
            long now = System.nanoTime();
            require(new String(begin, StandardCharsets.US_ASCII));
            return now;
        }
    }

    private static void require(String text) {
        if (!text.startsWith(BEGINS)) {
            throw new IllegalStateException("that is no sshd: " + text);
        }
    }

    private static final class First implements WebSocket.Listener {

        final CompletableFuture<Long> arrived = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            long now = System.nanoTime();
            try {
                require(StandardCharsets.US_ASCII.decode(data).toString());
                arrived.complete(now);
            } catch (IllegalStateException e) {
                arrived.completeExceptionally(e);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            arrived.completeExceptionally(new IOException("closed with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            arrived.completeExceptionally(error);
        }
    }
}
