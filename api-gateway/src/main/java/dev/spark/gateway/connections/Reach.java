package dev.spark.gateway.connections;

import dev.spark.events.SparkId;
import dev.spark.gateway.dial.Connection;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects who was let in. The sshd of a spark that wakes is knocked at until the spark is known to run: it answers before
 * the cluster has found the pod ready, and the news of that has come round.
 */
@ApplicationScoped
public class Reach {

    private static final Duration KNOCKS_EVERY = Duration.ofMillis(100);

    /** After so many times it does not come at once, and is knocked at less often. */
    private static final int AT_FIRST = 50;

    private static final Duration LATER_EVERY = Duration.ofSeconds(1);

    private final Dial dial;

    /** Of however many who wait for a spark one knocks at a time. */
    private final Set<SparkId> knocking = ConcurrentHashMap.newKeySet();

    Reach(Dial dial) {
        this.dial = dial;
    }

    /**
     * Waits until it is connected.
     *
     * @throws RefusedException if the spark does not come to run
     * @throws Unreachable if it runs, and cannot be reached
     */
    public Connection connect(Arrival arrival, int port) throws Unreachable, InterruptedException {
        SparkId spark = arrival.admitted().spark();
        for (int n = 0; arrival.knocks() && !arrival.runsWithin(n < AT_FIRST ? KNOCKS_EVERY : LATER_EVERY); n++) {
            if (knocking.add(spark)) {
                try {
                    return unlessRefused(dial.knock(spark), arrival);
                } catch (Unreachable e) {
                    // Not yet.
                } finally {
                    knocking.remove(spark);
                }
            }
        }
        return dial.connect(arrival.awaited().spark(), port);
    }

    /** What is said of it. Where nothing listens, that is an answer; sshd always listens where a spark can be reached. */
    public static RefusedException refused(Unreachable failure, int port, Admitted admitted) {
        return new RefusedException(
                failure.isRefused() && port != Dial.SSH
                        ? new Refusal.Conflict("Nothing listens on port " + port + " of " + admitted.name()
                                + ". Start it there first: `spark exec " + admitted.name()
                                + " -- ss -ltn` shows what listens.")
                        : new Refusal.Unavailable("port " + port + " of " + admitted.name()));
    }

    /** It may have been stopped or deleted since. */
    private static Connection unlessRefused(Connection connection, Arrival arrival) throws InterruptedException {
        if (arrival.running().isCompletedExceptionally()) {
            connection.close();
            arrival.awaited();
        }
        return connection;
    }
}
