package dev.spark.cli.network;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to the gateway: by the proxy that the environment names, and to servers that are trusted. */
public final class Network {
    /** A proxy answers when it has connected itself. */
    private static final int PROXY_TIMEOUT_MS = 20_000;

    static {
        // The old client would send a POST again by itself; whether to do so is decided by Patience.
        System.setProperty("sun.net.http.retryPost", "false");
        // It would not show a proxy a password before TLS begins, which is all that most proxies take.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private final Proxies proxies;
    private final Supplier<@Nullable Path> caFile;
    private @Nullable SSLSocketFactory tls;

    /** @param caFile authorities in PEM to trust beside Java's and the system's; asked for when TLS is needed */
    public Network(Map<String, String> environment, Supplier<@Nullable Path> caFile) {
        this.proxies = new Proxies(environment);
        this.caFile = caFile;
    }

    /** The proxy on the way to that URL, as host and port; none where there is none. */
    public @Nullable String proxyTo(URI url) {
        var proxy = proxies.of(url);
        return proxy == null ? null : proxy.toString();
    }

    /** A request to that URL which is still to be sent. */
    public HttpURLConnection http(URI url) throws IOException {
        var proxy = proxies.of(url);
        var http = (HttpURLConnection) url.toURL().openConnection(proxy == null ? Proxy.NO_PROXY : proxy.asProxy());
        if (http instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(tls());
        }
        if (proxy != null && proxy.user() != null) {
            http.setAuthenticator(new OnceForTheProxy(proxy));
        }
        return http;
    }

    /**
     * Connects to that URL's host and port, with TLS where it is https.
     *
     * @param limitMs how long connecting may take, and each step of it
     */
    public Link connect(URI url, int limitMs) throws IOException {
        var host = Hosts.withoutBrackets(url.getHost());
        var port = Hosts.port(url);
        var proxy = proxies.of(url);
        var wire = new Socket(proxy == null || proxy.isHttp() ? Proxy.NO_PROXY : proxy.asProxy());
        try {
            if (proxy == null) {
                wire.connect(new InetSocketAddress(host, port), limitMs);
            } else if (proxy.isHttp()) {
                wire.connect(new InetSocketAddress(proxy.host(), proxy.port()), limitMs);
                tunnel(wire, proxy, Hosts.withPort(host, port));
            } else {
                wire.connect(InetSocketAddress.createUnresolved(host, port), limitMs);
            }
            wire.setSoTimeout(limitMs);
            wire.setTcpNoDelay(true);
            wire.setKeepAlive(true);
            return new Link(wire, Hosts.isSecure(url) ? secure(wire, host, port) : wire);
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static void tunnel(Socket socket, ProxyServer proxy, String to) throws IOException {
        socket.setSoTimeout(PROXY_TIMEOUT_MS);
        var authorization = proxy.authorization();
        var request = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\nUser-Agent: spark\r\n"
                + (authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        var answer = HttpAnswer.read(socket.getInputStream());
        if (answer.status() / 100 != 2) {
            throw new ProxyRefused(answer.status());
        }
    }

    private Socket secure(Socket wire, String host, int port) throws IOException {
        var socket = (SSLSocket) tls().createSocket(wire, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private synchronized SSLSocketFactory tls() {
        if (tls == null) {
            tls = Authorities.factory(caFile.get());
        }
        return tls;
    }

    /**
     * An open connection.
     *
     * @param wire the socket underneath; closing it ends the connection without a word
     * @param socket what bytes are read from and written to
     */
    public record Link(Socket wire, Socket socket) {}

    /** Says user and password to the proxy that they are for, and no second time: it did not take them then. */
    private static final class OnceForTheProxy extends Authenticator {
        private final ProxyServer proxy;
        private boolean asked;

        private OnceForTheProxy(ProxyServer proxy) {
            this.proxy = proxy;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (asked || getRequestorType() != RequestorType.PROXY || proxy.user() == null) {
                return null;
            }
            asked = true;
            return new PasswordAuthentication(
                    proxy.user(), String.valueOf(proxy.password()).toCharArray());
        }
    }
}
