package dev.spark.local.cluster.simulated;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/**
 * Kubernetes' HTTP, and the one call of the kubelet's, at the same port: who may call, which call it is, and how an answer or a
 * watch goes back.
 */
final class HttpApi implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(HttpApi.class.getName());
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");
    private static final String MAY_I = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(30);

    private final ObjectStore store;
    private final ResourceCalls calls;
    private final StatsSummary stats;
    private final String token;

    /** @param token what clients must show; empty where they need not */
    HttpApi(ObjectStore store, ResourceCalls calls, StatsSummary stats, String token) {
        this.store = store;
        this.calls = calls;
        this.stats = stats;
        this.token = token;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange, Request.of(exchange));
        } catch (IOException e) {
            throw e; // the client is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        try {
            var path = ResourcePath.parse(request.path());
            if (path.isPresent() && request.method().equals("GET") && request.flag("watch")) {
                authenticate(request);
                watch(exchange, path.get(), request);
            } else {
                var answer = answer(request);
                send(exchange, answer.code(), answer.body());
            }
        } catch (ApiError e) {
            send(exchange, e.code(), Json.bytes(e.status()));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.log(Level.WARNING, request.method() + " " + request.path(), e);
            var error = ApiError.badRequest(String.valueOf(e.getMessage()));
            send(exchange, error.code(), Json.bytes(error.status()));
        }
    }

    private ResourceCalls.Answer answer(Request request) {
        if (HEALTH.contains(request.path())) {
            return new ResourceCalls.Answer(200, "ok".getBytes(StandardCharsets.UTF_8));
        }
        authenticate(request);
        if (request.path().equals(MAY_I) && request.method().equals("POST")) {
            var review = Json.sentObject(request.body());
            review.putObject("status").put("allowed", true).put("reason", "this cluster is simulated");
            return new ResourceCalls.Answer(201, Json.bytes(review));
        }
        if (request.path().equals(StatsSummary.PATH) && request.method().equals("GET")) {
            return new ResourceCalls.Answer(200, Json.bytes(stats.read()));
        }
        var path = ResourcePath.parse(request.path());
        if (path.isPresent()) {
            return calls.answer(path.get(), request);
        }
        return Discovery.answer(request.path())
                .map(answer -> new ResourceCalls.Answer(200, Json.bytes(answer)))
                .orElseThrow(ApiError::noSuchResource);
    }

    private void authenticate(Request request) {
        if (!token.isEmpty() && !request.authorization().equals("Bearer " + token)) {
            throw ApiError.unauthorized();
        }
    }

    private void watch(HttpExchange exchange, ResourcePath path, Request request)
            throws IOException, InterruptedException {
        if (request.upgrade()) {
            send(exchange, 200, new byte[0]); // no WebSockets here; clients then watch over plain HTTP
            return;
        }
        var selector = path.name().isEmpty() ? request.selector() : Selector.parse("", "metadata.name=" + path.name());
        var watch = new Watch(store, path.type(), path.namespace(), selector);
        watch.begin(request.parameter("resourceVersion"));
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            watch.writeTo(exchange.getResponseBody(), time(request), request.flag("allowWatchBookmarks"));
        } finally {
            watch.end();
        }
    }

    private static Duration time(Request request) {
        var seconds = request.parameter("timeoutSeconds");
        return seconds.isEmpty() ? LONGEST_WATCH : Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
