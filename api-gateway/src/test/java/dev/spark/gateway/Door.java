package dev.spark.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP to a server: open, cut (connections are reset and refused), or frozen (nothing passes, as if the cable were pulled). */
final class Door implements AutoCloseable {

    private final String host;
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile String state = "open";

    Door(String host, int target) {
        this.host = host;
        this.target = target;
        try {
            server = new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("door").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void become(String next) {
        state = next;
        if (next.equals("cut")) {
            sockets.forEach(Door::reset);
        }
        synchronized (this) {
            notifyAll();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (state.equals("cut")) {
                    reset(client);
                    continue;
                }
                Socket upstream = new Socket(host, target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(upstream);
                Thread.ofPlatform().daemon().start(() -> pump(client, upstream));
                Thread.ofPlatform().daemon().start(() -> pump(upstream, client));
            } catch (IOException e) {
                // the next one
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                synchronized (this) {
                    while (state.equals("frozen")) {
                        wait();
                    }
                }
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one end is gone, and so is the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Door::reset);
    }
}
