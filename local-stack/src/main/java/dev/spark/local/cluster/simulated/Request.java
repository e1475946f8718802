package dev.spark.local.cluster.simulated;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A call, read whole. */
record Request(
        String method,
        String path,
        Map<String, String> query,
        String contentType,
        String userAgent,
        String authorization,
        boolean upgrade,
        byte[] body) {

    static Request of(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                        .orElse("")),
                Optional.ofNullable(headers.getFirst("Content-Type")).orElse("").replaceFirst(";.*", ""),
                Optional.ofNullable(headers.getFirst("User-Agent")).orElse("unknown"),
                Optional.ofNullable(headers.getFirst("Authorization")).orElse(""),
                headers.containsKey("Upgrade"),
                exchange.getRequestBody().readAllBytes());
    }

    private static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        for (var pair : raw.split("&")) {
            var sides = pair.split("=", 2);
            query.put(decoded(sides[0]), sides.length == 2 ? decoded(sides[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return parameter(name).equals("true") || parameter(name).equals("1");
    }

    Selector selector() {
        return Selector.parse(parameter("labelSelector"), parameter("fieldSelector"));
    }

    /** Who writes: the field manager that was named, else the client's name. */
    ApiServer.Writer writer() {
        var manager = parameter("fieldManager");
        return new ApiServer.Writer(
                manager.isEmpty() ? userAgent.replaceFirst("/.*", "") : manager,
                parameter("dryRun").equals("All"));
    }

    ApiServer.Deletion deletion() {
        var options = body.length == 0 ? Json.object() : Json.sentObject(body);
        var preconditions = options.path("preconditions");
        var propagation = options.path("propagationPolicy").asText(parameter("propagationPolicy"));
        var grace = options.path("gracePeriodSeconds").asText(parameter("gracePeriodSeconds"));
        return new ApiServer.Deletion(
                propagation,
                preconditions.path("uid").asText(),
                preconditions.path("resourceVersion").asText(),
                grace.equals("0"));
    }
}
