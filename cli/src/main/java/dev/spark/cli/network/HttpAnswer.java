package dev.spark.cli.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an answer in HTTP/1.1, read from a stream without a byte too many.
 *
 * @param headers their names in small letters
 */
public record HttpAnswer(int status, Map<String, String> headers) {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final int LARGEST_BODY = 1 << 20;

    /** Reads up to the body. */
    public static HttpAnswer read(InputStream in) throws IOException {
        return new HttpAnswer(status(line(in)), headers(in));
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
            if (colon > 0 && headers.size() < MOST_HEADERS) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** The body, as far as it comes and is of a size to be read to a person: the status says the most. */
    public byte[] body(InputStream in) {
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
}
