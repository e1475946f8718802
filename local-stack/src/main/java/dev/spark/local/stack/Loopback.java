package dev.spark.local.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Asks what listens on this machine how it is. */
final class Loopback {

    private static final int TIMEOUT = 2000;
    private static final Pattern NAME_OF_A_CHECK_THAT_IS_DOWN =
            Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"status\"\\s*:\\s*\"DOWN\"");

    private Loopback() {}

    static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void awaitListener(int port) throws InterruptedException {
        while (!listens(port)) {
            Thread.sleep(50);
        }
    }

    /**
     * Asks a service whether it is ready.
     *
     * @throws IOException if it does not answer, or says which of its checks is down
     */
    static void requireReady(int port) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/q/health/ready")
                .toURL()
                .openConnection();
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(5 * TIMEOUT);
        try {
            var status = connection.getResponseCode();
            if (status != 200) {
                throw new IOException("not ready: " + reason(connection, status));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String reason(HttpURLConnection connection, int status) throws IOException {
        try (var body = connection.getErrorStream()) {
            var text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return NAME_OF_A_CHECK_THAT_IS_DOWN
                    .matcher(text)
                    .results()
                    .map(each -> each.group(1))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("status " + status);
        }
    }
}
