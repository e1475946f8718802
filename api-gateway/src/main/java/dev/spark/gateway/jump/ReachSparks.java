package dev.spark.gateway.jump;

import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Arrival;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.Doorkeeper;
import dev.spark.gateway.connections.Reach;
import dev.spark.gateway.dial.Connection;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Leads a channel to the port of the spark that it asks for, as tunnels are: whose key it is, whether the spark is theirs, whether it
 * runs or is to be woken, and then its bytes.
 */
@ApplicationScoped
class ReachSparks {

    private final Doorkeeper doorkeeper;
    private final Reach reach;
    private final Connections connections;

    ReachSparks(Doorkeeper doorkeeper, Reach reach, Connections connections) {
        this.doorkeeper = doorkeeper;
        this.reach = reach;
        this.connections = connections;
    }

    /** @param bytes to be closed by whoever asked */
    record Reached(Admitted admitted, Connection bytes) {}

    /**
     * Waits for the database, for the spark to wake, and for its port.
     *
     * @throws RefusedException with the same refusal for a spark that does not exist and one of somebody else
     */
    Reached reach(String keyId, String host, long port) throws InterruptedException {
        Destination destination = Destination.of(host, port).orElseThrow(ReachSparks::notFound);
        List<Caller> callers = doorkeeper.holdersOf(keyId);
        for (Caller caller : callers) {
            SparkView spark;
            try {
                spark = doorkeeper.find(caller, destination.spark());
            } catch (RefusedException e) {
                if (e.refusal() instanceof Refusal.NotFound) {
                    continue; // it may be of another one who has this key
                }
                throw e;
            }
            return reach(doorkeeper.admit(caller, new Proof.Key(keyId), spark, destination.port()), destination.port());
        }
        throw callers.isEmpty() ? new RefusedException(new Refusal.Unauthenticated()) : notFound();
    }

    private Reached reach(Arrival arrival, int port) throws InterruptedException {
        Admitted admitted = arrival.admitted();
        try {
            return new Reached(admitted, reach.connect(arrival, port));
        } catch (Unreachable e) {
            throw Reach.refused(e, port, admitted);
        }
    }

    Connections connections() {
        return connections;
    }

    private static RefusedException notFound() {
        return new RefusedException(new Refusal.NotFound("spark"));
    }
}
