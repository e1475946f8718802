package dev.spark.cli.http;

import dev.spark.cli.network.HttpAnswer;
import dev.spark.cli.network.Network;
import dev.spark.cli.network.ProxyRefused;
import dev.spark.cli.settings.Gateway;
import dev.spark.cli.websocket.HandshakeRefused;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, by the JDK's old client: a JVM that lives for one request has an answer from it four times
 * sooner than from {@code java.net.http} (see README.md). Redirects are not followed: the token goes where it was
 * meant to go, or nowhere.
 */
final class Connection {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    /** A sleeping spark wakes before the upgrade is answered. */
    private static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(120);

    /** The gateway pings every 20 s: where four of them in a row have not come, there is no connection any more. */
    private static final Duration WEB_SOCKET_SILENCE = Duration.ofSeconds(90);

    private final Gateway gateway;
    private final Network network;

    Connection(Gateway gateway, Network network) {
        this.gateway = gateway;
        this.network = network;
    }

    /** @throws NotNow also for the statuses by which a gateway, or a proxy before it, says so */
    Answer send(Request request) throws NotNow {
        try {
            if (request.method().equals(Request.PATCH)) {
                return patch(request);
            }
            var http = open(request.method(), request.path(), request.timeout());
            if (request.idempotencyKey() != null) {
                http.setRequestProperty("Idempotency-Key", request.idempotencyKey());
            }
            http.setRequestProperty("Accept", "application/json, application/problem+json");
            if (request.body() != null) {
                http.setRequestProperty("Content-Type", "application/json");
                http.setDoOutput(true);
                http.getOutputStream().write(request.body());
            }
            return answer(http);
        } catch (IOException e) {
            throw notNow(e, request.repeatable());
        }
    }

    /** On a connection of its own, by hand. */
    private Answer patch(Request request) throws IOException, NotNow {
        var url = URI.create(gateway.url() + request.path());
        var body = request.body() == null ? new byte[0] : request.body();
        var head = new StringBuilder("PATCH ")
                .append(url.getRawPath())
                .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getRawAuthority())
                .append("\r\nUser-Agent: spark\r\nConnection: close\r\nContent-Type: application/json\r\n")
                .append("Accept: application/json, application/problem+json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        if (gateway.token() != null) {
            head.append("Authorization: Bearer ").append(gateway.token()).append("\r\n");
        }
        var link = network.connect(url, CONNECT_TIMEOUT_MS);
        try (var wire = link.wire()) {
            wire.setSoTimeout(Math.toIntExact(request.timeout().toMillis()));
            var out = link.socket().getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            var in = new BufferedInputStream(link.socket().getInputStream());
            var answer = HttpAnswer.read(in);
            return insistOnAnswer(new Answer(
                    answer.status(), answer.body(in), answer.headers().get("retry-after")));
        }
    }

    /** Opens a stream of events and leaves it open; each read, that of the head too, waits at most that long. */
    HttpURLConnection openStream(String path, @Nullable String lastEventId, Duration quiet) throws IOException {
        var http = open("GET", path, quiet);
        http.setRequestProperty("Accept", "text/event-stream");
        http.setRequestProperty("Cache-Control", "no-cache");
        if (lastEventId != null) {
            http.setRequestProperty("Last-Event-ID", lastEventId);
        }
        http.getResponseCode();
        return http;
    }

    /** Upgrades to a WebSocket; what the gateway answers instead is an answer like any other. */
    WebSocketConnection upgrade(String path, String about) throws NotNow {
        try {
            var headers = gateway.token() == null
                    ? Map.of("User-Agent", "spark")
                    : Map.of("User-Agent", "spark", "Authorization", "Bearer " + gateway.token());
            var url = URI.create(gateway.url() + path);
            return WebSocketConnection.open(
                    network, url, headers, Duration.ofMillis(CONNECT_TIMEOUT_MS), UPGRADE_TIMEOUT, WEB_SOCKET_SILENCE);
        } catch (HandshakeRefused e) {
            var answer = new Answer(e.status(), e.body(), e.retryAfter());
            throw Problem.of(insistOnAnswer(answer)).asFailure(about, gateway.url());
        } catch (IOException e) {
            throw notNow(e);
        }
    }

    private HttpURLConnection open(String method, String path, Duration timeout) throws IOException {
        var http = network.http(URI.create(gateway.url() + path));
        http.setRequestMethod(method);
        http.setInstanceFollowRedirects(false);
        http.setUseCaches(false);
        http.setConnectTimeout(CONNECT_TIMEOUT_MS);
        http.setReadTimeout(Math.toIntExact(timeout.toMillis()));
        http.setRequestProperty("User-Agent", "spark");
        if (gateway.token() != null) {
            http.setRequestProperty("Authorization", "Bearer " + gateway.token());
        }
        return http;
    }

    Answer answer(HttpURLConnection http) throws IOException, NotNow {
        var status = http.getResponseCode();
        if (status == ProxyRefused.WANTS_PASSWORD) {
            throw new ProxyRefused(status);
        }
        var retryAfter = http.getHeaderField("Retry-After");
        return insistOnAnswer(new Answer(status, body(http, status), retryAfter));
    }

    /** An answer that only says that there is none now, by the gateway or a proxy before it, is not one. */
    private Answer insistOnAnswer(Answer answer) throws NotNow {
        var status = answer.status();
        if (status != 502 && status != 503 && status != 504) {
            return answer;
        }
        var problem = Problem.of(answer);
        var what = problem.title() != null ? problem.title() : "the gateway at " + gateway + " is not available";
        throw new NotNow(what, problem.detail(), seconds(answer.retryAfter()));
    }

    private static byte[] body(HttpURLConnection http, int status) throws IOException {
        try (InputStream stream = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
            return stream == null ? new byte[0] : stream.readAllBytes();
        }
    }

    private static @Nullable Duration seconds(@Nullable String header) {
        try {
            return header == null ? null : Duration.ofSeconds(Math.max(0, Long.parseLong(header.strip())));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** What went wrong on the way, without the exception's own words. */
    NotNow notNow(IOException e) {
        return notNow(e, true);
    }

    /** @param repeatable whether a request that may have arrived is sent again */
    private NotNow notNow(IOException e, boolean repeatable) {
        var url = gateway.url();
        var proxy = network.proxyTo(url);
        var refused = ProxyRefused.in(e);
        if (proxy != null && refused != null) {
            return refusedBy(proxy, refused);
        }
        var to = "the gateway at " + url;
        var first = proxy == null ? to : "the proxy at " + proxy;
        return switch (e) {
            case UnknownHostException unknown ->
                new NotNow(
                        "the host " + (proxy == null ? url.getHost() : "of the proxy " + proxy) + " is not known",
                        adviceOn(proxy),
                        false,
                        unknown);
            case ConnectException closed -> new NotNow(first + " cannot be reached", adviceOn(proxy), true, closed);
            case NoRouteToHostException noRoute ->
                new NotNow(first + " cannot be reached", adviceOn(proxy), true, noRoute);
            case SocketTimeoutException late -> new NotNow(to + " does not answer", null, repeatable, late);
            case SSLException tls ->
                new NotNow(
                        "no trusted TLS connection to " + url + " (" + reason(tls) + ")",
                        "If your organization signs its certificates itself, name its authority's file in PEM:"
                                + " SPARK_CA_FILE=/path/to/ca.pem",
                        false,
                        tls);
            default -> new NotNow("the connection to " + to + " was lost", null, repeatable, e);
        };
    }

    private static @Nullable String adviceOn(@Nullable String proxy) {
        return proxy == null
                ? null
                : "HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names it; NO_PROXY lists the hosts to reach without.";
    }

    private NotNow refusedBy(String proxy, ProxyRefused refused) {
        var wantsPassword = refused.status() == ProxyRefused.WANTS_PASSWORD;
        return new NotNow(
                "the proxy at " + proxy
                        + (wantsPassword
                                ? " wants a user and a password that it knows"
                                : " does not connect to " + gateway.url() + " (" + refused.status() + ")"),
                wantsPassword
                        ? "Write them into HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@" + proxy
                        : adviceOn(proxy),
                refused.status() >= 500,
                refused);
    }

    private static String reason(SSLException tls) {
        Throwable deepest = tls;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        var message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }
}
