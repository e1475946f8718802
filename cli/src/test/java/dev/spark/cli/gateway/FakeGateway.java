package dev.spark.cli.gateway;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Answers requests as a test has said, in order, the last answer again and again; remembers them all. A request nobody
 * expected gets a problem+json 404, as from the real one.
 */
public final class FakeGateway implements AutoCloseable {
    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange) throws Exception;
    }

    private final ServerSocket server;
    private final Map<String, Deque<Handler>> handlers = new ConcurrentHashMap<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();

    public FakeGateway() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    private FakeGateway(ServerSocketFactory sockets) throws IOException {
        this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * With TLS: as {@code gateway.test} and 127.0.0.1, by a certificate of the authority in {@code tls/ca.pem}. Both are made
     * for these tests, and their keys are worth nothing.
     */
    public static FakeGateway secure() throws IOException, GeneralSecurityException {
        try (var file = FakeGateway.class.getResourceAsStream("/tls/gateway.p12")) {
            var password = "public".toCharArray();
            var store = KeyStore.getInstance("PKCS12");
            store.load(file, password);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new FakeGateway(context.getServerSocketFactory());
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** @param path without the query, which a handler may look at */
    public FakeGateway on(String method, String path, Handler... inOrder) {
        handlers.put(method + " " + path, new ArrayDeque<>(List.of(inOrder)));
        return this;
    }

    public static Handler json(int status, String body) {
        return exchange -> exchange.answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Handler noContent() {
        return exchange -> exchange.answer(204, "", new byte[0], Map.of());
    }

    public static Handler problem(int status, String code, String title, String detail) {
        return exchange ->
                exchange.answer(status, "application/problem+json", body(status, code, title, detail), Map.of());
    }

    public static Handler unavailable(String retryAfter) {
        return exchange -> exchange.answer(
                503,
                "application/problem+json",
                body(503, "unavailable", "The gateway is starting", "Come back later."),
                Map.of("Retry-After", retryAfter));
    }

    private static byte[] body(int status, String code, String title, String detail) {
        return """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s","code":"%s","request_id":"req-1"}""".formatted(title, status, detail, code).getBytes(StandardCharsets.UTF_8);
    }

    public static Handler hangUp() {
        return Exchange::hangUp;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /** {@code GET /v1/sparks/demo} and so on, in the order they came. */
    public List<String> calls() {
        return received.stream().map(Received::toString).toList();
    }

    public Received last(String method, String path) {
        return received.stream()
                .filter(one -> one.toString().startsWith(method + " " + path))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no " + method + " " + path + " among " + received));
    }

    /** What went wrong in handlers: a test's mistake, or a frame that is not as it should be. */
    public List<Throwable> broken() {
        return List.copyOf(broken);
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

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = new BufferedOutputStream(socket.getOutputStream());
            while (serveOne(in, out)) {
                // The next request on the same connection.
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (Exception | AssertionError e) {
            broken.add(e);
        }
    }

    private boolean serveOne(InputStream in, OutputStream out) throws Exception {
        var requestLine = line(in);
        if (requestLine.isEmpty()) {
            return false;
        }
        var words = requestLine.split(" ");
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        var request = new Received(words[0], words[1], headers, body);
        received.add(request);
        var exchange = new Exchange(request, in, out);
        handler(request).handle(exchange);
        return exchange.isKeptAlive();
    }

    private Handler handler(Received request) {
        var answers = handlers.get(request.method() + " " + request.path().replaceFirst("\\?.*", ""));
        if (answers == null) {
            return problem(404, "not_found", "Not found", "");
        }
        synchronized (answers) {
            return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
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
