package dev.spark.cli.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request, to be answered in one of several ways. */
public final class Exchange {
    private final Received request;
    private final InputStream in;
    private final OutputStream out;
    private boolean keepAlive = true;

    Exchange(Received request, InputStream in, OutputStream out) {
        this.request = request;
        this.in = in;
        this.out = out;
    }

    public Received request() {
        return request;
    }

    boolean isKeptAlive() {
        return keepAlive;
    }

    public void answer(int status, String contentType, byte[] body, Map<String, String> more) throws IOException {
        var headers = new LinkedHashMap<>(more);
        if (status != 204) {
            headers.put("Content-Type", contentType);
            headers.put("Content-Length", Integer.toString(body.length));
        }
        head(status, headers);
        out.write(body);
        out.flush();
    }

    /** Hangs up without an answer. */
    public void hangUp() {
        keepAlive = false;
    }

    /** A stream of events, in chunks; it ends, and the connection with it, when the handler returns. */
    public EventWriter events() throws IOException {
        keepAlive = false;
        head(200, Map.of("Content-Type", "text/event-stream", "Transfer-Encoding", "chunked"));
        return new EventWriter(out);
    }

    /** Upgrades; the connection ends when the handler returns. */
    public ServerSide webSocket(Map<String, String> more) throws IOException {
        keepAlive = false;
        var headers = new LinkedHashMap<>(more);
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Accept", accept(String.valueOf(request.header("sec-websocket-key"))));
        head(101, headers);
        return new ServerSide(in, out);
    }

    private static String accept(String key) {
        try {
            var text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            var sha1 = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void head(int status, Map<String, String> headers) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
