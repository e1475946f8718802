package dev.spark.provisioner;

import dev.spark.testing.Infrastructure;
import dev.spark.testing.KubernetesAddress;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** The settings of the service under test, and a gate between it and the Kubernetes API. */
public final class ProvisionerSettings implements QuarkusTestResourceLifecycleManager {

    static final String SEALING_KEY = Base64.getEncoder().encodeToString("a key of thirty-two bytes, yes!!".getBytes());
    static final String OPERATOR = "operator";

    private Gate gate;

    @Override
    public int order() {
        // After the infrastructure, whose address of the API it replaces.
        return 10;
    }

    @Override
    public Map<String, String> start() {
        String account = System.getProperty("spark.it.service-kubeconfig");
        String kubeconfig = account == null ? kubeconfig() : read(account);
        URI api = URI.create(Config.fromKubeconfig(kubeconfig).getMasterUrl());
        gate = new Gate(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.getPort()));
        // Where the API is, is no setting of Quarkus's that could be changed after the build: as in production, a
        // kubeconfig.
        System.setProperty(
                "kubeconfig",
                file(kubeconfig.replace(":" + api.getPort(), ":" + gate.port())).toString());
        return Map.of(
                "quarkus.kubernetes-client.api-server-url",
                api.getScheme() + "://127.0.0.1:" + gate.port() + "/",
                "spark.sealing-key",
                SEALING_KEY,
                "spark.ops.token",
                OPERATOR,
                "spark.provisioner.limits.building",
                "12s",
                "spark.provisioner.inventory.every",
                "1h",
                "spark.databases.look-at-sizes",
                "1h",
                "spark.databases.extra-databases-size",
                "70M",
                "quarkus.http.test-port",
                "0");
    }

    /** Of the cluster in {@code -Dspark.it.kubeconfig}, whose pods run the spark image; else of the infrastructure's. */
    static String kubeconfig() {
        String file = System.getProperty("spark.it.kubeconfig");
        return file == null ? Infrastructure.kubernetes().kubeconfig() : read(file);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the containers of sparks really run. */
    static boolean runsContainers() {
        return System.getProperty("spark.it.kubeconfig") != null
                || Infrastructure.kubernetes().kind() == KubernetesAddress.Kind.K3S;
    }

    private static Path file(String kubeconfig) {
        try {
            return Files.writeString(Path.of("target", "kubeconfig"), kubeconfig)
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        Consumer<Boolean> door = open -> {
            if (open) {
                gate.open();
            } else {
                gate.close();
            }
        };
        injector.injectIntoFields(
                door,
                field -> field.getType().equals(Consumer.class)
                        && field.getName().equals("openKubernetes"));
    }

    @Override
    public void stop() {
        System.clearProperty("kubeconfig");
        if (gate != null) {
            gate.close();
        }
    }
}
