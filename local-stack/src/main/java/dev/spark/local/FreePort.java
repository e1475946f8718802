package dev.spark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface for servers that must know their port before they bind it. */
public final class FreePort {

    private FreePort() {}

    /** The given port, or one that is free just now where 0 is given. */
    public static int orElse(int port) {
        return port == 0 ? find() : port;
    }

    /** A port that nothing listens on just now; another process may still take it first. */
    public static int find() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }
}
