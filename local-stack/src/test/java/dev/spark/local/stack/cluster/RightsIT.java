package dev.spark.local.stack.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.FreePort;
import dev.spark.local.cluster.simulated.SimulatedCluster;
import dev.spark.local.cluster.simulated.SimulationSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RightsIT {

    private static final Path MANIFEST = Path.of("../deploy/kubernetes/rbac.yaml");

    @TempDir
    Path folder;

    @Test
    void makesTheNamespacesInAClusterWithoutRoles() throws Exception {
        var settings = new SimulationSettings(FreePort.find(), "token", Duration.ZERO, Duration.ZERO, Optional.empty());
        try (var cluster = new SimulatedCluster(settings)) {
            Path kubeconfig = folder.resolve("kubeconfig");
            cluster.writeKubeconfig(kubeconfig);

            new Rights(kubeconfig, null, List.of(MANIFEST)).makeNamespaces();

            var config = Config.fromKubeconfig(Files.readString(kubeconfig));
            try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
                assertThat(client.namespaces().list().getItems())
                        .extracting(namespace -> namespace.getMetadata().getName())
                        .contains("sparks", "spark-system");
                assertThat(client.serviceAccounts().inAnyNamespace().list().getItems())
                        .isEmpty();
            }
        }
    }
}
