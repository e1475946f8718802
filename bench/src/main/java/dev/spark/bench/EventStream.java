package dev.spark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.system.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The gateway's live event stream; tells when (System.nanoTime) an event arrived. */
final class EventStream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<java.io.InputStream> stream;

    EventStream(Stack stack) throws IOException, InterruptedException {
        stream = http.send(
                HttpRequest.newBuilder(stack.url().resolve("/v1/events"))
                        .header("Authorization", "Bearer " + stack.secret("admin-token"))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        Thread.ofVirtual().start(this::read);
    }

    /** Completes with the time of the first event for which the key is {@code <type> <spark id>} or the event's id. */
    long await(String key) throws Exception {
        return arrivals.computeIfAbsent(key, ignored -> new CompletableFuture<>())
                .get(120, TimeUnit.SECONDS);
    }

    /** Has the next event of that key awaited, whatever came before. */
    void forget(String key) {
        arrivals.remove(key);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    long now = System.nanoTime();
                    JsonNode event = JSON.readTree(line.substring(5));
                    arrived(
                            event.path("type").asText() + " "
                                    + event.path("spark_id").asText(),
                            now);
                    arrived(event.path("id").asText(), now);
                }
            }
        } catch (IOException e) {
            arrivals.values().forEach(waiting -> waiting.completeExceptionally(new UncheckedIOException(e)));
        }
    }

    private void arrived(String key, long now) {
        arrivals.computeIfAbsent(key, ignored -> new CompletableFuture<>()).complete(now);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
