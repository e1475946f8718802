package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens on the ports of sparks, with one thread for all of them. */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Listeners.class);
    private static final int BACKLOG = 128;
    private static final int ATTEMPTS = 10;
    private static final Duration LOOK = Duration.ofMillis(250);

    private final String host;
    private final BiConsumer<SparkId, SocketChannel> welcome;
    private final Selector selector;
    private final Map<SparkId, Listener> open = new HashMap<>();

    /** @param closeAt by the system's nanoseconds; stays if absent */
    private record Listener(
            ServerSocketChannel channel, int port, @Nullable Long closeAt) {}

    /** @param welcome is given whoever connects; must not wait */
    Listeners(String host, BiConsumer<SparkId, SocketChannel> welcome) throws IOException {
        this.host = host;
        this.welcome = welcome;
        this.selector = Selector.open();
        Thread.ofPlatform().daemon().name("activator").start(this::run);
    }

    /** Listens on that port for that spark from now on, and on no other. */
    synchronized void open(SparkId spark, int port) throws IOException {
        Listener known = open.get(spark);
        if (known != null && known.port() == port) {
            open.put(spark, new Listener(known.channel(), port, null));
            return;
        }
        close(spark);
        Optional<ServerSocketChannel> handedOver = takeFromWhoeverHas(port);
        if (handedOver.isPresent()) {
            handedOver.get().keyFor(selector).attach(spark);
            open.put(spark, new Listener(handedOver.get(), port, null));
            return;
        }
        open.put(spark, new Listener(listen(spark, port), port, null));
        selector.wakeup();
    }

    /** A port that was given back, and given away again before we heard of it. */
    private Optional<ServerSocketChannel> takeFromWhoeverHas(int port) {
        Optional<Map.Entry<SparkId, Listener>> other = open.entrySet().stream()
                .filter(entry -> entry.getValue().port() == port)
                .findFirst();
        other.ifPresent(entry -> open.remove(entry.getKey()));
        return other.map(entry -> entry.getValue().channel());
    }

    private ServerSocketChannel listen(SparkId spark, int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(host, port), BACKLOG);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_ACCEPT, spark);
                return channel;
            } catch (IOException e) {
                close(channel);
                if (attempt == ATTEMPTS) {
                    throw new IOException("port " + port + " of " + host + ": " + e.getMessage(), e);
                }
                // We may have listened there a moment ago: the selector lets go of it.
                selector.wakeup();
                pause(Duration.ofMillis(10));
            }
        }
    }

    /** Listens no more in a moment, unless it is opened again until then. */
    synchronized void closeAfter(SparkId spark, Duration moment) {
        open.computeIfPresent(
                spark,
                (key, known) -> known.closeAt() != null
                        ? known
                        : new Listener(known.channel(), known.port(), System.nanoTime() + moment.toNanos()));
    }

    synchronized void close(SparkId spark) {
        Listener known = open.remove(spark);
        if (known != null) {
            close(known.channel());
            // It lets go of the port when it is looked at next.
            selector.wakeup();
        }
    }

    /** Those that are listened for, and are not about to be closed. */
    synchronized Set<SparkId> staying() {
        var staying = new HashMap<>(open);
        staying.values().removeIf(listener -> listener.closeAt() != null);
        return Set.copyOf(staying.keySet());
    }

    @Override
    public synchronized void close() {
        try {
            open.values().forEach(listener -> close(listener.channel()));
            open.clear();
            selector.close();
        } catch (IOException e) {
            LOG.debugf(e, "the activator's selector did not close");
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::accept, LOOK.toMillis());
                closeOld();
            }
        } catch (ClosedSelectorException e) {
            // The end.
        } catch (IOException | RuntimeException e) {
            LOG.error("the activator listens no more", e);
        }
    }

    private void accept(SelectionKey key) {
        try {
            var spark = (SparkId) key.attachment();
            var listener = (ServerSocketChannel) key.channel();
            for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
                welcome.accept(spark, client);
            }
        } catch (ClosedChannelException | CancelledKeyException e) {
            // Closed at this moment.
        } catch (IOException e) {
            LOG.warnf("the activator cannot accept: %s", e.getMessage());
            pause(Duration.ofMillis(100)); // not to spin where files have run out
        }
    }

    private static void pause(Duration moment) {
        try {
            Thread.sleep(moment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closeOld() {
        long now = System.nanoTime();
        for (Map.Entry<SparkId, Listener> entry : Set.copyOf(open.entrySet())) {
            Long closeAt = entry.getValue().closeAt();
            if (closeAt != null && closeAt - now <= 0) {
                close(entry.getKey());
            }
        }
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf(e, "a port did not close");
        }
    }
}
