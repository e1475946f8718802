package dev.spark.local.stack.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The ports that the stack listens on at 127.0.0.1, by what listens there: chosen once and kept.
 *
 * @param byName each a different one
 */
public record Ports(Map<String, Integer> byName) {

    private static final int LAST = 32_000; // above is where Linux takes ports of outgoing connections from

    public Ports {
        byName = Map.copyOf(byName);
    }

    /**
     * Keeps what is still free, and gives the others the first free port from the wished one on.
     *
     * @param kept from an earlier start
     * @param wished one for each that is needed
     */
    public static Ports choose(Map<String, Integer> kept, Map<String, Integer> wished, IntPredicate isFree) {
        var chosen = new TreeMap<String, Integer>();
        kept.forEach((name, port) -> {
            if (isFree.test(port) && !chosen.containsValue(port)) {
                chosen.put(name, port);
            }
        });
        new TreeMap<>(wished).forEach((name, wish) -> {
            if (!chosen.containsKey(name)) {
                chosen.put(name, firstFree(wish, port -> isFree.test(port) && !chosen.containsValue(port)));
            }
        });
        return new Ports(chosen);
    }

    private static int firstFree(int wish, IntPredicate isFree) {
        for (int port = wish; port < LAST; port++) {
            if (isFree.test(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + wish + " to " + LAST + " is free");
    }

    public int of(String name) {
        var port = byName.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no port was chosen for " + name);
        }
        return port;
    }

    /** Whether nothing listens there, neither on this address nor on all. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
