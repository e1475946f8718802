package dev.spark.local.cluster.simulated;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Kubernetes API without nodes, for trying Spark's own API and for tests of scale: Deployments get pods that become
 * ready by themselves and cannot be entered.
 *
 * <p>It is honest about what services rely on: server-side apply with field managers, status and scale subresources,
 * optimistic locking, generations, finalizers and cascading deletion, validated names and labels, paged lists, watches
 * that resume or answer 410. It does not authorise, admit, schedule or run. It listens on the loopback interface, in plain
 * HTTP, and wants the token that is in its kubeconfig.
 */
public final class SimulatedCluster implements AutoCloseable {

    static {
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "1000");
        setUnlessSet("sun.net.httpserver.idleInterval", "3600");
    }

    private final SimulationSettings settings;
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final SimulatedNode node;

    /** Starts it; it answers when this returns. */
    public SimulatedCluster(SimulationSettings settings) {
        this.settings = settings;
        var clock = InstantSource.system();
        var store = new ObjectStore();
        var api = new ApiServer(store, clock, !settings.podsGoneAfter().isZero());
        node = new SimulatedNode(store, api, settings, clock);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated cluster cannot listen on port " + settings.port(), e);
        }
        settings.journal().ifPresent(file -> new Journal(file).restoreAndFollow(store));
        Furniture.putInto(api, port());
        node.start();
        server.setExecutor(requests);
        server.createContext(
                "/",
                new HttpApi(store, new ResourceCalls(store, api), new StatsSummary(store, clock), settings.token()));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** A kubeconfig with this cluster as its only context. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: simulated
                clusters:
                - name: simulated
                  cluster:
                    server: %s
                contexts:
                - name: simulated
                  context:
                    cluster: simulated
                    user: admin
                users:
                - name: admin
                  user:
                    token: "%s"
                """.formatted(url(), settings.token());
    }

    /** Writes the kubeconfig to a file that only its owner may read. */
    public void writeKubeconfig(Path file) {
        try {
            OwnerOnly.write(file, kubeconfig());
        } catch (IOException e) {
            throw new UncheckedIOException("the kubeconfig " + file + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        node.close();
        server.stop(0);
        requests.shutdownNow();
    }

    private static void setUnlessSet(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }
}
