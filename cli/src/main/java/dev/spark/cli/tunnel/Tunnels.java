package dev.spark.cli.tunnel;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.Problem;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.WebSocketConnection;

/** Opens tunnels at the gateway. */
public final class Tunnels {
    private static final int SSH = 22;

    private final Api api;

    public Tunnels(Api api) {
        this.api = api;
    }

    /** Why the gateway has ended a tunnel, in words. */
    public Failure failure(String address, Closed end) {
        return Problem.ofReason(end.reason())
                .asFailure(Sparks.about(address), api.gateway().url());
    }

    /**
     * Connects to a spark that sleeps, for nothing but that it begins to wake before a program that has to start first
     * connects. Returns at once, and does not say what stands in its way: that program's connection does.
     */
    public void wakeAhead(String address) {
        Thread.ofPlatform().daemon().name("wake-ahead").start(() -> {
            try {
                open(address, SSH).close();
            } catch (Failure e) {
                // Told by the next.
            }
        });
    }

    /** A connection to that port in the spark, which wakes if it sleeps. Refusals are told as of any call. */
    public WebSocketConnection open(String address, int port) {
        return api.webSocket(Sparks.path(address, "tunnel").with("port", port), Sparks.about(address));
    }
}
