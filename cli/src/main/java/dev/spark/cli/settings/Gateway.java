package dev.spark.cli.settings;

import dev.spark.cli.failure.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway to talk to, and the token to show it. Its {@code toString} leaves the token out.
 *
 * @param url without a slash at its end
 * @param token none where nobody has logged in
 */
public record Gateway(URI url, @Nullable String token) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Reads a URL as a person typed it. Refuses what cannot be a gateway's. */
    public static URI parseUrl(String typed) {
        var text = typed.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            var url = new URI(text);
            var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw notAUrl(typed);
            }
            if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
                throw Failure.wrongUsage(
                        "the gateway's URL has more in it than a host and a path",
                        "Give it without user, password, query and fragment; the token goes in by --token-stdin.");
            }
            return url;
        } catch (URISyntaxException e) {
            throw notAUrl(typed);
        }
    }

    private static Failure notAUrl(String typed) {
        return Failure.wrongUsage(
                "“" + typed + "” is not the URL of a gateway",
                "It looks like http://localhost:8080 or https://spark.example.org.");
    }

    /** Whether a token for one may be shown to the other: the same scheme, host and port. */
    static boolean isSamePlace(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && host(one).equals(host(other))
                && port(one) == port(other);
    }

    private static String host(URI url) {
        var host = url.getHost().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(host) ? "localhost" : host;
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Whether what is sent there can be read on the way: plain HTTP to another machine. */
    public boolean isInTheClear() {
        return url.getScheme().equalsIgnoreCase("http") && !host(url).equals("localhost");
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
