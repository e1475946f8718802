package dev.spark.cli.websocket;

import dev.spark.cli.network.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** The opening handshake of RFC 6455, section 4: an HTTP request by which the connection becomes a WebSocket. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String key;

    Handshake(SecureRandom random) {
        var nonce = new byte[16];
        random.nextBytes(nonce);
        this.key = Base64.getEncoder().encodeToString(nonce);
    }

    void send(OutputStream out, URI url, Map<String, String> headers) throws IOException {
        var request = new StringBuilder();
        request.append("GET ").append(target(url)).append(" HTTP/1.1\r\n");
        add(request, "Host", url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort());
        add(request, "Upgrade", "websocket");
        add(request, "Connection", "Upgrade");
        add(request, "Sec-WebSocket-Key", key);
        add(request, "Sec-WebSocket-Version", "13");
        headers.forEach((name, value) -> add(request, name, value));
        request.append("\r\n");
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String target(URI url) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private static void add(StringBuilder request, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line end in the header " + name);
        }
        request.append(name).append(": ").append(value).append("\r\n");
    }

    /** Reads the answer up to the first frame; returns its headers, their names in small letters. */
    Map<String, String> receive(InputStream in) throws IOException, HandshakeRefused {
        var answer = HttpAnswer.read(in);
        if (answer.status() != 101) {
            throw new HandshakeRefused(
                    answer.status(), answer.body(in), answer.headers().get("retry-after"));
        }
        if (!accept(key).equals(answer.headers().get("sec-websocket-accept"))) {
            throw new IOException("the server's handshake does not answer ours");
        }
        return answer.headers();
    }

    static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
