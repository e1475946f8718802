package dev.spark.gateway.exec;

import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.FrontDoor;
import dev.spark.gateway.dial.Processes;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code WS /v1/sparks/{s}/exec}: the client's first message is the command as JSON, at most 3 MiB. Then binary messages, whose first byte
 * is the channel: 0 stdin, 1 stdout, 2 stderr. Text messages are JSON: the client's {@code {"resize":{"cols":…,"rows":…}}} and
 * {@code {"eof":true}}, and the server's last, {@code {"exit_code":…}} or {@code {"error":{"code":…,"detail":…}}}. When the
 * client goes before the command's end, the command is killed.
 */
@ApplicationScoped
class ExecRoute {

    /** Whatever Linux takes as a command, in base64. */
    static final int LONGEST_MESSAGE = 3 * 1024 * 1024;

    private final FrontDoor door;
    private final Processes processes;
    private final Connections connections;

    ExecRoute(FrontDoor door, Processes processes, Connections connections) {
        this.door = door;
        this.processes = processes;
        this.connections = connections;
    }

    void register(@Observes Router router) {
        router.get("/v1/sparks/:spark/exec")
                .handler(request -> door.open(
                        request,
                        LONGEST_MESSAGE,
                        arrival -> new ExecSession(arrival.awaited(), processes, connections)));
    }
}
