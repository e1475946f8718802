package dev.spark.cli.network;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are reached without a proxy, by curl's rules for {@code NO_PROXY}: names separated by commas or spaces, each
 * of which stands for itself and what ends in a dot and it; addresses, and networks of them as {@code 10.0.0.0/8};
 * {@code *} for all. Beside curl's rules, an entry may have a port, and this machine itself is never reached by a proxy.
 */
final class NoProxy {
    private final List<String> entries;

    NoProxy(String typed) {
        this.entries = Arrays.stream(typed.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    boolean covers(String host, int port) {
        var name = Hosts.normal(host);
        var address = address(name);
        return isThisMachine(name, address) || entries.stream().anyMatch(entry -> covers(entry, name, address, port));
    }

    private static boolean isThisMachine(String name, byte @Nullable [] address) {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || (address != null && address.length == 4 && address[0] == 127)
                || (address != null && address.length == 16 && Arrays.equals(address, address("::1")));
    }

    private static boolean covers(String entry, String name, byte @Nullable [] address, int port) {
        if (entry.equals("*")) {
            return true;
        }
        var slash = entry.indexOf('/');
        if (slash >= 0) {
            return address != null && isIn(address, entry.substring(0, slash), entry.substring(slash + 1));
        }
        var host = entry;
        var colon = entry.lastIndexOf(':');
        if (colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')) {
            if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            host = entry.substring(0, colon);
        }
        host = Hosts.normal(host.startsWith("*.") ? host.substring(1) : host);
        if (address != null) {
            return Arrays.equals(address, address(host));
        }
        var domain = host.startsWith(".") ? host.substring(1) : host;
        return !domain.isEmpty() && (name.equals(domain) || name.endsWith("." + domain));
    }

    private static boolean isIn(byte[] address, String network, String bits) {
        var prefix = address(Hosts.normal(network));
        if (prefix == null || prefix.length != address.length || !bits.matches("\\d{1,3}")) {
            return false;
        }
        var length = Integer.parseInt(bits);
        if (length > 8 * prefix.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            var mask = 0x80 >> (i % 8);
            if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address as it is written; none for a name, which is not looked up. */
    private static byte @Nullable [] address(String host) {
        try {
            return InetAddress.ofLiteral(host).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
