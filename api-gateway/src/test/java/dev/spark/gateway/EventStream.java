package dev.spark.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A reader of server-sent events that reads only when it is asked to. */
final class EventStream implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream body;
    private final BufferedReader lines;

    record Event(long position, String type, JsonNode data) {
        String sparkId() {
            return data.get("spark_id").asText();
        }
    }

    private String lastEventId = "";

    private EventStream(InputStream body) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    static EventStream open(String token, String path, String lastEventId) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("status " + response.statusCode());
        }
        return new EventStream(response.body());
    }

    /** As a reader keeps it to go on from there; set by events, and by what comes before the first one. */
    String lastEventId() {
        return lastEventId;
    }

    Event next() throws IOException {
        String type = null;
        var data = new StringBuilder();
        while (true) {
            String line = line();
            if (line.startsWith("id:")) {
                lastEventId = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                type = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.isEmpty() && !data.isEmpty()) {
                JsonNode json = JSON.readTree(data.toString());
                if (json.get("position").asLong() != Long.parseLong(lastEventId)
                        || !json.get("type").asText().equals(type)) {
                    throw new AssertionError("id and event do not say what data says: " + data);
                }
                return new Event(Long.parseLong(lastEventId), type, json);
            }
        }
    }

    void awaitComment() throws IOException {
        for (String line = line(); !line.startsWith(":"); line = line()) {
            if (line.startsWith("id:")) {
                lastEventId = line.substring(3).strip();
            }
        }
    }

    private String line() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("the stream has ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
