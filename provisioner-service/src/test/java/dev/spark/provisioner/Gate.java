package dev.spark.provisioner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be closed: connections are cut, and new ones refused, until it is opened again. */
final class Gate {

    private final InetSocketAddress target;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile ServerSocket listening;

    Gate(InetSocketAddress target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.port = listening.getLocalPort();
        accept();
    }

    int port() {
        return port;
    }

    synchronized void open() {
        if (!listening.isClosed()) {
            return;
        }
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listening = socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accept();
    }

    synchronized void close() {
        quietlyClose(listening);
        connections.forEach(Gate::quietlyClose);
    }

    private void accept() {
        ServerSocket server = listening;
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    var upstream = new Socket(target.getAddress(), target.getPort());
                    client.setTcpNoDelay(true);
                    upstream.setTcpNoDelay(true);
                    connections.add(client);
                    connections.add(upstream);
                    copy(client, upstream);
                    copy(upstream, client);
                } catch (IOException e) {
                    // Closed, or cut off.
                }
            }
        });
    }

    private void copy(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                // Cut off.
            } finally {
                quietlyClose(from);
                quietlyClose(to);
                connections.remove(from);
                connections.remove(to);
            }
        });
    }

    private static void quietlyClose(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Closed already.
        }
    }
}
