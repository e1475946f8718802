package dev.spark.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.network.Network;
import dev.spark.cli.settings.Gateway;
import dev.spark.cli.websocket.WebSocketConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gateway's HTTP API: a call answers with success or throws a {@link dev.spark.cli.failure.Failure} in words. */
public final class Api {
    private final Gateway gateway;
    private final Connection connection;
    private final Patience patience;
    private volatile boolean seenSparks;

    public Api(Gateway gateway, Network network, Patience patience) {
        this.gateway = gateway;
        this.connection = new Connection(gateway, network);
        this.patience = patience;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Answer call(Request request) {
        var answer = patience.run(gateway.url(), () -> connection.send(request));
        if (!answer.isSuccess()) {
            throw Problem.of(answer).asFailure(request.about(), gateway.url());
        }
        seenSparks |= concernsWhichSparksThereAre(request);
        return answer;
    }

    /** Whether a call went well that lists the sparks, or after which there are others than before. */
    public boolean hasSeenSparks() {
        return seenSparks;
    }

    private static boolean concernsWhichSparksThereAre(Request request) {
        var path = request.path().replaceFirst("\\?.*", "");
        return path.equals("/v1/sparks")
                || path.matches("/v1/sparks/[^/]+") && request.method().equals("DELETE")
                || path.matches("/v1/sparks/[^/]+/(undelete|fork)");
    }

    /** The body of a GET, as JSON. */
    public JsonNode get(ApiPath path, String about) {
        return call(Request.get(path.toString()).about(about)).json();
    }

    /** A WebSocket at that path. */
    public WebSocketConnection webSocket(ApiPath path, String about) {
        return patience.run(gateway.url(), () -> connection.upgrade(path.toString(), about));
    }

    /**
     * Live events from a resource of the timeline.
     *
     * @param after the position after which to begin, none for from now on
     * @param quiet after how long without a word a connection counts as {@link EventFeed.Dropped}
     */
    public EventFeed events(ApiPath path, String about, @Nullable String after, Duration quiet) {
        return new EventFeed(gateway, connection, patience, path.toString(), about, after, quiet);
    }
}
