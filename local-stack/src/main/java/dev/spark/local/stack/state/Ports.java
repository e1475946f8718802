package dev.spark.local.stack.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

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
     * @param ranges how many in a row, where it is not one: the wished one and as many after it, or the next as many
     */
    public static Ports choose(
            Map<String, Integer> kept, Map<String, Integer> wished, Map<String, Integer> ranges, IntPredicate isFree) {
        var chosen = new TreeMap<String, Integer>();
        IntPredicate isLeft = port -> isFree.test(port) && isNotChosen(port, chosen, ranges);
        kept.forEach((name, port) -> {
            if (areAll(isLeft, port, ranges.getOrDefault(name, 1))) {
                chosen.put(name, port);
            }
        });
        new TreeMap<>(wished).forEach((name, wish) -> {
            if (!chosen.containsKey(name)) {
                chosen.put(name, firstFree(wish, ranges.getOrDefault(name, 1), isLeft));
            }
        });
        return new Ports(chosen);
    }

    private static boolean isNotChosen(int port, Map<String, Integer> chosen, Map<String, Integer> ranges) {
        return chosen.entrySet().stream()
                .noneMatch(each ->
                        port >= each.getValue() && port < each.getValue() + ranges.getOrDefault(each.getKey(), 1));
    }

    private static boolean areAll(IntPredicate isLeft, int first, int count) {
        return IntStream.range(first, first + count).allMatch(isLeft);
    }

    /** Steps as wide as the range: of two stacks that wish for the same, the claim of the first port keeps all of them apart. */
    private static int firstFree(int wish, int count, IntPredicate isLeft) {
        for (int port = wish; port + count <= LAST; port += count) {
            if (areAll(isLeft, port, count)) {
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
