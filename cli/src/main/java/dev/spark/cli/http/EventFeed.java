package dev.spark.cli.http;

import dev.spark.cli.settings.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events from one resource, across dropped connections: each reconnect continues after the last event seen.
 * For one thread; its reads wait until something happens, or until it has been silent for the time given.
 */
public final class EventFeed implements AutoCloseable {
    /** What {@link #next} comes back with. */
    public sealed interface Signal permits Happened, Heartbeat, Dropped {}

    /** An event; its id is its position in the timeline. */
    public record Happened(String id, String type, String data) implements Signal {}

    /** The gateway is there and has nothing to say. */
    public record Heartbeat() implements Signal {}

    /** The connection broke, or was silent for too long: events may come late, so look for oneself. */
    public record Dropped() implements Signal {}

    /** So that a gateway which hangs up at once is not asked without end. */
    private static final Duration BEFORE_RECONNECT = Duration.ofMillis(500);

    private final Gateway gateway;
    private final Connection connection;
    private final Patience patience;
    private final String path;
    private final String about;
    private final Duration quiet;

    private @Nullable String lastId;
    private boolean wasDropped;
    private @Nullable HttpURLConnection http;
    private @Nullable BufferedReader lines;
    private String type = "";
    private final StringBuilder data = new StringBuilder();

    EventFeed(
            Gateway gateway,
            Connection connection,
            Patience patience,
            String path,
            String about,
            @Nullable String after,
            Duration quiet) {
        this.gateway = gateway;
        this.connection = connection;
        this.patience = patience;
        this.path = path;
        this.about = about;
        this.lastId = after;
        this.quiet = quiet;
    }

    /**
     * The next thing to know, connecting first where there is no connection (any more). A gateway may send the first byte
     * with the first event, so that connecting waits as long as reading does.
     *
     * @throws dev.spark.cli.failure.Failure if the resource is not there (any more), or the gateway stays away
     */
    public Signal next() {
        try {
            open();
            return read();
        } catch (IOException e) {
            close();
            wasDropped = true;
            return new Dropped();
        }
    }

    private void open() throws SocketTimeoutException {
        if (lines != null) {
            return;
        }
        if (wasDropped) {
            patience.pause(BEFORE_RECONNECT);
        }
        boolean connected = patience.run(gateway.url(), this::connect);
        if (!connected) {
            throw new SocketTimeoutException("silent for too long");
        }
    }

    /** Whether {@link #next} has something without waiting. */
    public boolean hasMore() {
        try {
            return lines != null && lines.ready();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns false when the gateway has been silent for too long. */
    private boolean connect() throws NotNow {
        try {
            var opened = connection.openStream(path, lastId, quiet);
            if (opened.getResponseCode() != 200) {
                throw Problem.of(connection.answer(opened)).asFailure(about, gateway.url());
            }
            lines = new BufferedReader(new InputStreamReader(opened.getInputStream(), StandardCharsets.UTF_8));
            http = opened;
            type = "";
            data.setLength(0);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw connection.notNow(e);
        }
    }

    private Signal read() throws IOException {
        while (lines != null) {
            var line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            if (line.startsWith(":")) {
                return new Heartbeat();
            }
            if (!line.isEmpty()) {
                take(line);
            } else if (!data.isEmpty()) {
                var event = new Happened(lastId == null ? "" : lastId, type, data.toString());
                type = "";
                data.setLength(0);
                return event;
            }
        }
        return new Dropped();
    }

    private void take(String line) {
        var colon = line.indexOf(':');
        var field = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "id" -> lastId = value;
            case "event" -> type = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            default -> {
                // "retry" and what is not known yet.
            }
        }
    }

    @Override
    public void close() {
        if (http != null) {
            http.disconnect();
        }
        http = null;
        lines = null;
    }
}
