package dev.spark.local.stack.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Passes connections to an address that only some can reach on to the same port of the loopback interface, a limited number at a
 * time: further ones are closed.
 */
final class Relay implements AutoCloseable {

    private final int port;
    private final Semaphore connections;
    private @Nullable ServerSocket listener;

    Relay(int port, int connections) {
        this.port = port;
        this.connections = new Semaphore(connections);
    }

    /** Does nothing where it listens already. */
    synchronized void listenAt(String address) throws IOException {
        if (listener != null) {
            return;
        }
        var opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        listener = opened;
        Thread.ofVirtual().name("relay").start(() -> accept(opened));
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                var incoming = opened.accept();
                if (!connections.tryAcquire()) {
                    incoming.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        connect(incoming);
                    } finally {
                        connections.release();
                    }
                });
            } catch (IOException e) {
                // closed, or the one who came has gone
            }
        }
    }

    private void connect(Socket incoming) {
        try (incoming;
                var outgoing = new Socket(InetAddress.getLoopbackAddress(), port)) {
            incoming.setTcpNoDelay(true);
            outgoing.setTcpNoDelay(true);
            var back = Thread.ofVirtual().start(() -> pump(outgoing, incoming));
            pump(incoming, outgoing);
            back.join();
        } catch (IOException e) {
            // the other side is away: the client sees its connection end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // ended by one of the two
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }
}
