package dev.spark.gateway.activator;

import dev.spark.testing.Infrastructure;
import dev.spark.testing.KubernetesAddress;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The gateway with an activator, on ports that are free here. */
public final class ActivatorInfrastructure implements QuarkusTestResourceLifecycleManager {

    /** Where the cluster is told that this replica is: no API server takes a loopback address. */
    static final String ADDRESS = "192.0.2.7";

    static final int PORTS = 8;

    private static final String KUBECONFIG = "kubeconfig";

    private final SparkInfrastructure parts = new SparkInfrastructure();

    @Override
    public Map<String, String> start() {
        parts.init(Map.of("service", "gateway"));
        var configuration = new HashMap<>(parts.start());
        // How to get to the cluster is no setting of Quarkus's that could be changed after the build: as in production,
        // a
        // kubeconfig.
        KubernetesAddress kubernetes = Infrastructure.kubernetes();
        System.setProperty(KUBECONFIG, file(kubernetes.kubeconfig()).toString());
        configuration.put(
                "quarkus.kubernetes-client.api-server-url", kubernetes.config().getMasterUrl());
        configuration.put("spark.gateway.activator.address", ADDRESS);
        configuration.put("spark.gateway.activator.host", "127.0.0.1");
        configuration.put("spark.gateway.activator.ports.first", String.valueOf(firstOfFree(PORTS)));
        configuration.put("spark.gateway.activator.ports.count", String.valueOf(PORTS));
        configuration.put("spark.gateway.activator.heartbeat", "1s");
        configuration.put("spark.gateway.activator.forgotten-after", "3s");
        configuration.put("spark.gateway.activator.sweep", "2s");
        configuration.put("spark.gateway.activator.linger", "300ms");
        configuration.put("spark.gateway.activator.wakes.per-spark", "3");
        configuration.put("spark.gateway.activator.wakes.within", "1h");
        return configuration;
    }

    private static int firstOfFree(int count) {
        while (true) {
            int first = RandomGenerator.getDefault().nextInt(20_000, 30_000);
            if (areFree(first, count)) {
                return first;
            }
        }
    }

    private static boolean areFree(int first, int count) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int port = first; port < first + count; port++) {
                taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            for (ServerSocket socket : taken) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static Path file(String kubeconfig) {
        try {
            Path file = Files.createTempFile("spark", ".kubeconfig");
            file.toFile().deleteOnExit();
            return Files.writeString(file, kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        System.clearProperty(KUBECONFIG);
        parts.stop();
    }
}
