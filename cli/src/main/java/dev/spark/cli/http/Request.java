package dev.spark.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API. Calls are repeated when their answer is lost: a POST carries a key by which the gateway knows a
 * repeat, the other methods do not need one.
 *
 * @param path with its query, percent-encoded, from {@code /v1}
 * @param about what the call is about, for “there is no …”: {@code a spark called demo}
 * @param timeout how long the gateway may take to answer
 * @param repeatable whether it is sent again when its answer was lost on the way
 */
public record Request(
        String method,
        String path,
        byte @Nullable [] body,
        @Nullable String idempotencyKey,
        String about,
        Duration timeout,
        boolean repeatable) {
    /** The JDK's old client does not know it. */
    static final String PATCH = "PATCH";

    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    public static Request get(String path) {
        return new Request("GET", path, null, null, "that", USUAL_TIMEOUT, true);
    }

    public static Request post(String path, JsonNode body) {
        var key = UUID.randomUUID().toString();
        return new Request("POST", path, bytes(body), key, "that", USUAL_TIMEOUT, true);
    }

    public static Request put(String path, JsonNode body) {
        return new Request("PUT", path, bytes(body), null, "that", USUAL_TIMEOUT, true);
    }

    public static Request patch(String path, JsonNode body) {
        return new Request(PATCH, path, bytes(body), null, "that", USUAL_TIMEOUT, true);
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, null, null, "that", USUAL_TIMEOUT, true);
    }

    public Request about(String subject) {
        return new Request(method, path, body, idempotencyKey, subject, timeout, repeatable);
    }

    public Request within(Duration limit) {
        return new Request(method, path, body, idempotencyKey, about, limit, repeatable);
    }

    /** For a call that must not happen twice, come what may. */
    public Request once() {
        return new Request(method, path, body, idempotencyKey, about, timeout, false);
    }

    private static byte[] bytes(JsonNode body) {
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }
}
