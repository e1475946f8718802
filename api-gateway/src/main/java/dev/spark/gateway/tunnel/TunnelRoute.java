package dev.spark.gateway.tunnel;

import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Arrival;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.FrontDoor;
import dev.spark.gateway.connections.Reach;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code WS /v1/sparks/{s}/tunnel?port=22}: wakes a spark that sleeps; binary messages of at most 64 KiB are the stream; the text message {@code EOF} is
 * the end of one direction, of the client's or of the spark's. When both have ended it closes with 1000.
 */
@ApplicationScoped
class TunnelRoute {

    static final int LONGEST_MESSAGE = 64 * 1024;
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int LAST_PORT = 65535;

    private final FrontDoor door;
    private final Reach reach;
    private final Connections connections;

    TunnelRoute(FrontDoor door, Reach reach, Connections connections) {
        this.door = door;
        this.reach = reach;
        this.connections = connections;
    }

    void register(@Observes Router router) {
        router.get("/v1/sparks/:spark/tunnel").handler(this::open);
    }

    private void open(RoutingContext request) {
        String asked = request.request().getParam("port");
        door.open(request, LONGEST_MESSAGE, new FrontDoor.Preparation() {
            @Override
            public int port() {
                return TunnelRoute.port(asked);
            }

            @Override
            public FrontDoor.Session prepare(Arrival arrival) throws InterruptedException {
                Admitted admitted = arrival.admitted();
                try {
                    return new Tunnel(admitted, reach.connect(arrival, port()), connections);
                } catch (Unreachable e) {
                    throw Reach.refused(e, port(), admitted);
                }
            }
        });
    }

    static int port(@Nullable String asked) {
        if (asked == null) {
            return Dial.SSH;
        }
        int port = PORT.matcher(asked).matches() ? Integer.parseInt(asked) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new RefusedException(new Refusal.Invalid("port", "must be a number from 1 to 65535"));
        }
        return port;
    }
}
