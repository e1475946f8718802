package dev.spark.gateway.websocket;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client of another maker: what arrives, whole messages, only as it is asked for. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** {@code bytes}, {@code text} or {@code closeCode}. */
    public record Arrived(byte[] bytes, String text, int closeCode, String reason) {}

    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream partialBytes = new ByteArrayOutputStream();
    private final StringBuilder partialText = new StringBuilder();
    private WebSocket socket;

    public static TestClient connect(URI uri, String token) throws Exception {
        var client = new TestClient();
        client.socket = HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(uri, client)
                .get(20, TimeUnit.SECONDS);
        return client;
    }

    /** The next that arrives; fails after 20 seconds. */
    public Arrived next() throws InterruptedException {
        if (arrived.isEmpty()) {
            socket.request(1);
        }
        Arrived next = arrived.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing arrived");
        }
        return next;
    }

    public CompletableFuture<WebSocket> send(byte[] bytes) {
        return socket.sendBinary(ByteBuffer.wrap(bytes), true);
    }

    public CompletableFuture<WebSocket> send(String text) {
        return socket.sendText(text, true);
    }

    public CompletableFuture<WebSocket> sendClose() {
        return socket.sendClose(1000, "");
    }

    /** Its connection is gone without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket opened) {}

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partialBytes.writeBytes(bytes);
        if (last) {
            arrived.add(new Arrived(partialBytes.toByteArray(), null, 0, null));
            partialBytes.reset();
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partialText.append(data);
        if (last) {
            arrived.add(new Arrived(null, partialText.toString(), 0, null));
            partialText.setLength(0);
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        arrived.add(new Arrived(null, null, code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        arrived.add(new Arrived(null, null, 1006, String.valueOf(error)));
    }
}
