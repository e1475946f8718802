package dev.spark.cli.tunnel;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.websocket.Message.Closed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A port on this machine that stands for one in a spark: each connection gets a tunnel of its own. */
public final class Listener implements AutoCloseable {
    private final Tunnels tunnels;
    private final String address;
    private final int remotePort;
    private final ServerSocket server;
    private final Consumer<Failure> failed;

    /**
     * Listens from now on, on the loopback interface only.
     *
     * @param localPort 0 for any that is free
     * @param failed is told when a connection could not be carried; the others go on
     */
    public Listener(Tunnels tunnels, String address, int localPort, int remotePort, Consumer<Failure> failed) {
        this.tunnels = tunnels;
        this.address = address;
        this.remotePort = remotePort;
        this.failed = failed;
        try {
            this.server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "port " + localPort + " on this machine is taken",
                    "Choose another one before the colon.",
                    e);
        }
    }

    public int localPort() {
        return server.getLocalPort();
    }

    /** Takes connections until closed. */
    public void run() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> carry(socket));
            } catch (IOException e) {
                // Closed, or one connection that went away before it was taken.
            }
        }
    }

    private void carry(Socket socket) {
        try (socket;
                var connection = tunnels.open(address, remotePort)) {
            socket.setTcpNoDelay(true);
            var end = new Tunnel(connection, socket.getInputStream(), halfClosing(socket)).carry();
            if (end.code() >= Closed.OWN) {
                failed.accept(tunnels.failure(address, end));
            }
        } catch (Failure e) {
            failed.accept(e);
        } catch (IOException e) {
            // Who connected has gone.
        }
    }

    /** Closing it ends this direction only. */
    private static OutputStream halfClosing(Socket socket) throws IOException {
        var out = socket.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                socket.shutdownOutput();
            }
        };
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It does not listen any more.
        }
    }
}
