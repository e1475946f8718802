package dev.spark.cli.http;

import dev.spark.cli.settings.Gateway;
import dev.spark.cli.websocket.HandshakeRefused;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
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

    static {
        // The old client would send a POST again by itself; whether to do so is decided by Patience.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final Gateway gateway;

    Connection(Gateway gateway) {
        this.gateway = gateway;
    }

    /** @throws NotNow also for the statuses by which a gateway, or a proxy before it, says so */
    Answer send(Request request) throws NotNow {
        try {
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
            throw notNow(gateway.url(), e, request.repeatable());
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
                    url, headers, Duration.ofMillis(CONNECT_TIMEOUT_MS), UPGRADE_TIMEOUT, WEB_SOCKET_SILENCE);
        } catch (HandshakeRefused e) {
            var answer = new Answer(e.status(), e.body(), e.retryAfter());
            throw Problem.of(insistOnAnswer(answer)).asFailure(about, gateway.url());
        } catch (IOException e) {
            throw notNow(gateway.url(), e);
        }
    }

    private HttpURLConnection open(String method, String path, Duration timeout) throws IOException {
        var http = (HttpURLConnection) URI.create(gateway.url() + path).toURL().openConnection();
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
    static NotNow notNow(URI gateway, IOException e) {
        return notNow(gateway, e, true);
    }

    /** @param repeatable whether a request that may have arrived is sent again */
    private static NotNow notNow(URI gateway, IOException e, boolean repeatable) {
        var to = "the gateway at " + gateway;
        return switch (e) {
            case UnknownHostException unknown ->
                new NotNow("the host " + gateway.getHost() + " is not known", false, unknown);
            case ConnectException refused -> new NotNow(to + " cannot be reached", true, refused);
            case NoRouteToHostException noRoute -> new NotNow(to + " cannot be reached", true, noRoute);
            case SocketTimeoutException late -> new NotNow(to + " does not answer", repeatable, late);
            case SSLException tls ->
                new NotNow("no trusted TLS connection to " + gateway + " (" + reason(tls) + ")", false, tls);
            default -> new NotNow("the connection to " + to + " was lost", repeatable, e);
        };
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
