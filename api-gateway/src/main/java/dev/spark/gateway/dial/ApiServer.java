package dev.spark.gateway.dial;

import dev.spark.gateway.websocket.MessageSocket;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets of the API server to pods: address, certificates and token are those of the Kubernetes client. Its own
 * port-forward and exec are not used: they write without back-pressure and tell no errors.
 *
 * @see <a href="https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#-strong-proxy-operations-pod-v1-core-strong-">pod
 *     sub-resources</a>; the messages' first byte is the channel (v4.channel.k8s.io)
 */
@ApplicationScoped
class ApiServer {

    private static final int OPENED_AT_ONCE = 12;
    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final int LONGEST_FRAME = 1 << 20;
    private static final int MANY = 100_000;

    private final Semaphore opening = new Semaphore(OPENED_AT_ONCE);
    private final Vertx vertx;
    private final Config config;
    private final URI url;
    private final DialConfig dial;
    private final WebSocketClient client;

    ApiServer(Vertx vertx, KubernetesClient kubernetes, DialConfig dial) {
        this.vertx = vertx;
        this.config = kubernetes.getConfiguration();
        this.url = URI.create(config.getMasterUrl());
        this.dial = dial;
        this.client = vertx.createWebSocketClient(options());
    }

    private WebSocketClientOptions options() {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxConnections(MANY)
                .setMaxFrameSize(LONGEST_FRAME)
                .setMaxMessageSize(LONGEST_FRAME)
                .setConnectTimeout((int) dial.connectTimeout().toMillis())
                .setTcpKeepAlive(true);
        if (!isTls()) {
            return options;
        }
        options.setSsl(true).setVerifyHost(!config.isDisableHostnameVerification() && !config.isTrustCerts());
        try {
            for (KeyManager manager : orNone(SSLUtils.keyManagers(config))) {
                if (manager instanceof X509KeyManager ours) {
                    options.setKeyCertOptions(KeyCertOptions.wrap(ours));
                }
            }
            for (TrustManager manager : SSLUtils.trustManagers(config)) {
                options.setTrustOptions(TrustOptions.wrap(manager));
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The certificates of the Kubernetes client cannot be read", e);
        }
        return options;
    }

    private static KeyManager[] orNone(KeyManager @Nullable [] managers) {
        return managers == null ? new KeyManager[0] : managers;
    }

    private boolean isTls() {
        return "https".equals(url.getScheme());
    }

    /** Call it right after another call of the Kubernetes client, which renews the token. */
    MessageSocket open(Pods.SparkPod pod, String subresource, List<String> query, Duration timeout)
            throws Unreachable, InterruptedException {
        String base = url.getPath() == null ? "" : url.getPath().replaceAll("/$", "");
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(url.getHost())
                .setPort(url.getPort() == -1 ? (isTls() ? 443 : 80) : url.getPort())
                .setSsl(isTls())
                .setURI("%s/api/v1/namespaces/%s/pods/%s/%s?%s"
                        .formatted(base, pod.namespace(), pod.name(), subresource, String.join("&", query)))
                .setAllowOriginHeader(false)
                .setTimeout(timeout.toMillis())
                .addSubProtocol(PROTOCOL);
        String token = token();
        if (token != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        // Many who come at once wait for each other here; at the API server all of them would be too late.
        opening.acquire();
        try {
            return client.connect(options)
                    .map(socket -> new MessageSocket(socket, LONGEST_FRAME))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw Unreachable.absent(
                    "the API server opens no %s of %s: %s".formatted(subresource, pod.name(), told(cause)));
        } finally {
            opening.release();
        }
    }

    private static String told(Throwable failure) {
        return switch (failure) {
            case UpgradeRejectedException rejected -> rejected.getStatus() + " " + rejected.getBody();
            case HttpClosedException closed -> "closed";
            default -> failure.toString();
        };
    }

    private @Nullable String token() {
        if (config.getOauthTokenProvider() != null) {
            return config.getOauthTokenProvider().getToken();
        }
        return config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
    }

    /** Keeps it from being ended as idle, by the kubelet or by what is between; stop it with the returned action. */
    Runnable keepOpen(MessageSocket socket) {
        long timer = vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), ignored -> socket.nudge());
        return () -> vertx.cancelTimer(timer);
    }
}
