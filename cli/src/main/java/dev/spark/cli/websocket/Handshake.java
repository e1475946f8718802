package dev.spark.cli.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The opening handshake of RFC 6455, section 4: an HTTP request by which the connection becomes a WebSocket. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LARGEST_BODY = 64 * 1024;

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
        var status = status(line(in));
        var headers = headers(in);
        if (status != 101) {
            throw new HandshakeRefused(status, body(in, headers), headers.get("retry-after"));
        }
        if (!accept(key).equals(headers.get("sec-websocket-accept"))) {
            throw new IOException("the server's handshake does not answer ours");
        }
        return headers;
    }

    private static int status(String line) throws IOException {
        var words = line.split(" ", 3);
        try {
            if (words.length >= 2 && words[0].startsWith("HTTP/1.")) {
                return Integer.parseInt(words[1]);
            }
        } catch (NumberFormatException e) {
            // Not HTTP: said below.
        }
        throw new IOException("the server does not speak HTTP");
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            if (colon > 0 && headers.size() < 200) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** A refusal's body, as far as it comes and is of a size to be read to a person: the status says the most. */
    private static byte[] body(InputStream in, Map<String, String> headers) {
        var body = new ByteArrayOutputStream();
        try {
            if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
                readChunks(in, body);
            } else {
                var length = Long.parseLong(headers.getOrDefault("content-length", "0"));
                body.write(in.readNBytes(Math.clamp(length, 0, LARGEST_BODY)));
            }
        } catch (IOException | NumberFormatException e) {
            // What came until then will do.
        }
        return body.toByteArray();
    }

    private static void readChunks(InputStream in, ByteArrayOutputStream body) throws IOException {
        while (body.size() < LARGEST_BODY) {
            var size = chunkSize(line(in));
            if (size == 0) {
                break;
            }
            body.write(in.readNBytes(Math.min(size, LARGEST_BODY)));
            line(in);
        }
    }

    private static int chunkSize(String line) throws IOException {
        var semicolon = line.indexOf(';');
        try {
            return Integer.parseInt((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk without a size", e);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server hung up");
            }
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("the server's answer is not HTTP");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
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
