package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Arrival;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.Reach;
import dev.spark.gateway.dial.Connection;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.RefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * What becomes of those who connect to a resting spark: held, unread, while it wakes, and then passed on; closed where it does
 * not come to that. Whoever is held costs a virtual thread and what the kernel buffers.
 */
@ApplicationScoped
class Reception {

    private static final Logger LOG = Logger.getLogger(Reception.class);

    private final Wakes wakes;
    private final Reach reach;
    private final Connections connections;
    private final MeterRegistry metrics;
    private final Semaphore places;
    private final int placesPerSpark;
    private final ConcurrentHashMap<SparkId, Integer> held = new ConcurrentHashMap<>();

    Reception(Wakes wakes, Reach reach, Connections connections, ActivatorConfig config, MeterRegistry metrics) {
        this.wakes = wakes;
        this.reach = reach;
        this.connections = connections;
        this.metrics = metrics;
        this.places = new Semaphore(config.held().total());
        this.placesPerSpark = config.held().perSpark();
    }

    /** Takes over the connection; returns at once. */
    void welcome(SparkId spark, SocketChannel client) {
        if (!takePlace(spark)) {
            count("full");
            close(client);
            return;
        }
        Thread.ofVirtual().name("activator").start(() -> serve(spark, client));
    }

    private void serve(SparkId spark, SocketChannel client) {
        var place = new Place(spark);
        try (client;
                place) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            Arrival arrival = wakes.admit(spark, source(client.getRemoteAddress()));
            try (Connection pod = reach.connect(arrival, Need.SERVICE_PORT)) {
                place.close();
                count("served");
                splice(arrival.admitted(), client, pod);
            }
        } catch (RefusedException e) {
            count("refused");
            LOG.debugf("a connection to %s is refused: %s", spark, e.refusal());
        } catch (Unreachable e) {
            count("unreachable");
            LOG.warnf("a connection to %s cannot be passed on: %s", spark, e.getMessage());
        } catch (IOException e) {
            LOG.debugf("a connection to %s broke: %s", spark, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            count("failed");
            LOG.errorf(e, "a connection to %s failed", spark);
        }
    }

    private void splice(Admitted admitted, SocketChannel client, Connection pod) throws InterruptedException {
        try (Connections.Open open = connections.opened(admitted, Connections.Kind.ACTIVATOR, (ending, detail) -> {
            close(client);
            pod.close();
        })) {
            new Splice(client, pod, open).run();
        }
    }

    private static String source(SocketAddress address) {
        return address instanceof InetSocketAddress from ? from.getAddress().getHostAddress() : String.valueOf(address);
    }

    private boolean takePlace(SparkId spark) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (held.merge(spark, 1, Integer::sum) > placesPerSpark) {
            leave(spark);
            return false;
        }
        return true;
    }

    private void leave(SparkId spark) {
        held.computeIfPresent(spark, (key, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    /** Of one who is held. */
    private final class Place implements AutoCloseable {

        private final SparkId spark;
        private boolean left;

        Place(SparkId spark) {
            this.spark = spark;
        }

        @Override
        public void close() {
            if (!left) {
                left = true;
                leave(spark);
            }
        }
    }

    private void count(String outcome) {
        metrics.counter("spark.gateway.activator.visitors", "outcome", outcome).increment();
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is left of it either way.
        }
    }
}
