package dev.spark.local.stack.cluster;

import dev.spark.local.cluster.simulated.SimulatedCluster;
import dev.spark.local.cluster.simulated.SimulationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The simulated cluster as a process of its own: {@code SimulatedMain FOLDER PORT}, with its token in {@link #TOKEN}. Writes
 * its kubeconfig into the folder when it answers.
 */
public final class SimulatedMain {

    static final String TOKEN = "SPARK_SIMULATED_TOKEN";
    static final String KUBECONFIG = "kubeconfig";

    private static final Duration PODS_START = Duration.ofMillis(300);
    private static final Duration PODS_END = Duration.ofMillis(300);

    private SimulatedMain() {}

    public static void main(String[] args) throws InterruptedException {
        var folder = Path.of(args[0]);
        var settings = new SimulationSettings(
                Integer.parseInt(args[1]),
                System.getenv(TOKEN),
                PODS_START,
                PODS_END,
                Optional.of(folder.resolve("journal")));
        var cluster = new SimulatedCluster(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "close"));
        cluster.writeKubeconfig(folder.resolve(KUBECONFIG));
        System.out.println("the simulated cluster answers at " + cluster.url());
        Thread.currentThread().join();
    }
}
