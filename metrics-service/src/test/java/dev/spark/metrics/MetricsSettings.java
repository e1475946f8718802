package dev.spark.metrics;

import dev.spark.local.cluster.simulated.SimulatedCluster;
import dev.spark.local.cluster.simulated.SimulationSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the service under test, and a simulated cluster of its own: the API servers that tests have otherwise are without
 * kubelets.
 */
public final class MetricsSettings implements QuarkusTestResourceLifecycleManager {

    private @Nullable SimulatedCluster cluster;

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Map<String, String> start() {
        cluster = new SimulatedCluster(SimulationSettings.IMMEDIATE);
        Path kubeconfig = Path.of("target", "kubeconfig").toAbsolutePath();
        cluster.writeKubeconfig(kubeconfig);
        // Where the API is, is no setting of Quarkus's that could be changed after the build: as in production, a
        // kubeconfig.
        System.setProperty("kubeconfig", kubeconfig.toString());
        return Map.of(
                "spark.metrics.every", "2s",
                "spark.metrics.taken-over-after", "2s",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        System.clearProperty("kubeconfig");
        if (cluster != null) {
            cluster.close();
        }
    }
}
