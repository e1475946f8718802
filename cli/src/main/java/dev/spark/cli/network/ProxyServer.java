package dev.spark.cli.network;

import dev.spark.cli.failure.Failure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy as an environment variable names it: {@code http://user:password@host:3128}, {@code host:3128} or
 * {@code socks5h://host:1080}. Its {@code toString} leaves user and password out.
 *
 * @param host an address of IPv6 without brackets
 */
record ProxyServer(
        Proxy.Type type,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {
    /** As curl has it. */
    private static final int USUAL_PORT = 1080;

    /**
     * Reads a proxy's URL.
     *
     * @param variable the environment variable it is from, for the message of a refusal
     */
    static ProxyServer parse(String variable, String typed) {
        try {
            var url = new URI(typed.contains("://") ? typed.strip() : "http://" + typed.strip());
            if (url.getHost() == null) {
                throw notAProxy(variable);
            }
            var type = type(variable, url.getScheme().toLowerCase(Locale.ROOT));
            var userInfo = url.getRawUserInfo();
            if (userInfo != null && type == Proxy.Type.SOCKS) {
                throw Failure.wrongUsage(
                        variable + ": a SOCKS proxy with a user and a password is not supported",
                        "Use the proxy's HTTP address, or one that needs no password.");
            }
            var colon = userInfo == null ? -1 : userInfo.indexOf(':');
            return new ProxyServer(
                    type,
                    Hosts.withoutBrackets(url.getHost()),
                    url.getPort() < 0 ? USUAL_PORT : url.getPort(),
                    userInfo == null ? null : decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                    userInfo == null ? null : decode(colon < 0 ? "" : userInfo.substring(colon + 1)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw notAProxy(variable);
        }
    }

    private static Proxy.Type type(String variable, String scheme) {
        return switch (scheme) {
            case "http" -> Proxy.Type.HTTP;
            case "socks", "socks5", "socks5h" -> Proxy.Type.SOCKS;
            default ->
                throw Failure.wrongUsage(
                        variable + ": a proxy that is reached by " + scheme + ":// is not supported",
                        "Use its http:// or socks5h:// address.");
        };
    }

    /** A plus stays one: it is no space in a user's part. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the value: a password may be in it. */
    private static Failure notAProxy(String variable) {
        return Failure.wrongUsage(
                variable + " is not the address of a proxy",
                "It looks like http://proxy.example.org:3128; write what is special in a password as %40.");
    }

    boolean isHttp() {
        return type == Proxy.Type.HTTP;
    }

    Proxy asProxy() {
        return new Proxy(type, InetSocketAddress.createUnresolved(host, port));
    }

    /** The value of {@code Proxy-Authorization}, none where the proxy asks for no user. */
    @Nullable
    String authorization() {
        return user == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return Hosts.withPort(host, port);
    }
}
