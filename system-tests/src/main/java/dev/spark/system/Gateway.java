package dev.spark.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The HTTP API as one user sees it. */
public record Gateway(URI url, @Nullable String token) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Answer(int status, JsonNode body, Optional<String> retryAfter) {
        public String code() {
            return body.path("code").asText();
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return call("POST", path, body);
    }

    /** Removes the spark of this name or id for good. */
    public Answer purge(String spark) {
        return delete("/v1/sparks/" + spark + "?purge=true");
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** Asks until there is an answer, with a key by which the gateway does it once however often it is asked. */
    public Answer postOnce(String path, Object body, Duration limit) {
        String key = UUID.randomUUID().toString();
        return await(path + " answered")
                .atMost(limit)
                .ignoreExceptions()
                .until(() -> call("POST", path, body, key), answer -> answer.status() < 500);
    }

    public Answer call(String method, String path, @Nullable Object body) {
        return call(method, path, body, null);
    }

    private Answer call(String method, String path, @Nullable Object body, @Nullable String idempotencyKey) {
        try {
            var request = HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(90));
            if (idempotencyKey != null) {
                request.header("Idempotency-Key", idempotencyKey);
            }
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            if (body == null) {
                request.method(method, BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(
                                method,
                                BodyPublishers.ofString(
                                        body instanceof String text ? text : JSON.writeValueAsString(body)));
            }
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            String text = response.body();
            JsonNode json =
                    text.startsWith("{") || text.startsWith("[") ? JSON.readTree(text) : MissingNode.getInstance();
            return new Answer(response.statusCode(), json, response.headers().firstValue("Retry-After"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Creates a spark, whatever the stack is suffering from: tries until it is accepted. */
    public JsonNode create(String name) {
        String key = "create-" + name + "-" + System.nanoTime();
        return await("spark " + name + " accepted")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(
                        () -> {
                            var request = HttpRequest.newBuilder(url.resolve("/v1/sparks"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Idempotency-Key", key)
                                    .header("Content-Type", "application/json")
                                    .timeout(Duration.ofSeconds(10))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"name\":\"" + name
                                                            + "\",\"size\":{\"cpu\":\"500m\",\"memory\":\"256Mi\",\"storage\":\"1Gi\"}}"))
                                    .build();
                            var response = HTTP.send(request, BodyHandlers.ofString());
                            return response.statusCode() == 202
                                    ? JSON.readTree(response.body())
                                    : MissingNode.getInstance();
                        },
                        spark -> !spark.isMissingNode());
    }

    public JsonNode awaitState(String spark, String state, Duration limit) {
        return await(spark + " is " + state)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(
                        () -> get("/v1/sparks/" + spark).body(),
                        body -> body.path("state").asText().equals(state));
    }

    /** Deletes every spark that is seen, and waits until they are gone. */
    public void deleteAll(Duration limit) {
        await("nothing is left")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .until(() -> {
                    JsonNode sparks = get("/v1/sparks").body().path("items");
                    sparks.forEach(spark -> purge(spark.path("id").asText()));
                    return sparks.isArray() && sparks.isEmpty();
                });
    }

    public void awaitGone(String spark, Duration limit) {
        await(spark + " is gone")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> get("/v1/sparks/" + spark).status() == 404);
    }

    /** Every page of the spark's events, in order. */
    public List<JsonNode> events(String sparkId) {
        var events = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            JsonNode page = get("/v1/sparks/" + sparkId + "/events?limit=200"
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .body();
            page.path("items").forEach(events::add);
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return events;
    }

    public long eventsOf(String sparkId, String type) {
        return events(sparkId).stream()
                .filter(event -> event.path("type").asText().equals(type))
                .count();
    }
}
