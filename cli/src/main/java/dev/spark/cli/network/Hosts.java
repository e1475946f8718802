package dev.spark.cli.network;

import java.net.URI;
import java.util.Locale;

/** Hosts and ports as URLs write them. */
final class Hosts {
    private Hosts() {}

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    static String withPort(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    static boolean isSecure(URI url) {
        return url.getScheme().equalsIgnoreCase("https");
    }

    /** The URL's port, or that of its scheme. */
    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? 443 : 80;
    }

    /** In small letters, without brackets and without a dot at the end. */
    static String normal(String host) {
        var plain = withoutBrackets(host).toLowerCase(Locale.ROOT);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
