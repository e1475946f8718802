package dev.spark.cli.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A forward proxy of HTTP/1.1: tunnels for {@code CONNECT}, requests of whole URLs sent on. Every host it is asked for is the
 * one gateway behind it, as if a name server of a company's own said so.
 */
public final class FakeProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int gatewayPort;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private @Nullable String authorization;
    private int refusal;
    private Duration idle = Duration.ofMinutes(1);

    public FakeProxy(FakeGateway gateway) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.gatewayPort = gateway.port();
        Thread.ofVirtual().start(this::accept);
    }

    /** Asks for that user and password. */
    public FakeProxy wanting(String userAndPassword) {
        authorization = "Basic "
                + java.util.Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public FakeProxy refusing(int status) {
        refusal = status;
        return this;
    }

    /** Ends a tunnel in which nothing has moved for that long, as many proxies do. */
    public FakeProxy cuttingAfter(Duration silence) {
        idle = silence;
        return this;
    }

    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The first lines of what it let pass, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (serveOne(client)) {
                // A client that has to say who it is may do so on the same connection.
            }
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    private boolean serveOne(Socket client) throws IOException {
        var in = client.getInputStream();
        var first = line(in);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        if (first.isEmpty()) {
            return false;
        }
        if (authorization != null && !authorization.equals(headers.get("Proxy-Authorization"))) {
            answer(client, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"company\"\r\n");
            return true;
        }
        if (refusal > 0) {
            answer(client, refusal + " No", "");
            return true;
        }
        requests.add(first);
        try (var gateway = new Socket(InetAddress.getLoopbackAddress(), gatewayPort)) {
            if (first.startsWith("CONNECT ")) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                sendOn(first, headers, gateway.getOutputStream());
            }
            join(client, gateway);
        }
        return false;
    }

    private static void sendOn(String first, Map<String, String> headers, OutputStream out) throws IOException {
        var words = first.split(" ");
        var url = URI.create(words[1]);
        var head = new StringBuilder(words[0] + " " + url.getRawPath() + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name.equalsIgnoreCase("Proxy-Authorization") ? "X-Removed" : name)
                .append(": ")
                .append(value)
                .append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void answer(Socket client, String status, String headers) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private void join(Socket client, Socket gateway) throws IOException {
        var last = new AtomicLong(System.nanoTime());
        var back = Thread.ofVirtual().start(() -> pump(gateway, client, last));
        pump(client, gateway, last);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to, AtomicLong last) {
        try (from;
                to) {
            from.setSoTimeout(Math.toIntExact(idle.toMillis()));
            var chunk = new byte[8192];
            while (true) {
                try {
                    var n = from.getInputStream().read(chunk);
                    if (n < 0) {
                        return;
                    }
                    last.set(System.nanoTime());
                    to.getOutputStream().write(chunk, 0, n);
                } catch (SocketTimeoutException e) {
                    if (System.nanoTime() - last.get() >= idle.toNanos()) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The other pump, or a client, has ended it.
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
