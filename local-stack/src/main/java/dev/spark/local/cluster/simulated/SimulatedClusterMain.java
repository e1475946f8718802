package dev.spark.local.cluster.simulated;

import dev.spark.local.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * A simulated cluster as a process of its own: {@code SimulatedClusterMain FOLDER PORT}. Keeps its objects, its token, its
 * log and its {@code kubeconfig} in the folder, prints one line when it answers, and ends on SIGTERM.
 */
public final class SimulatedClusterMain {

    private static final Duration PODS_READY_AFTER = Duration.ofMillis(300);
    private static final Duration PODS_GONE_AFTER = Duration.ofMillis(100);

    private SimulatedClusterMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: SimulatedClusterMain FOLDER PORT");
            System.exit(2);
        }
        var folder = Path.of(args[0]).toAbsolutePath();
        LogFile.insteadOfConsole(folder.resolve("cluster.log"));
        var settings = new SimulationSettings(
                Integer.parseInt(args[1]),
                token(folder.resolve("token")),
                PODS_READY_AFTER,
                PODS_GONE_AFTER,
                Optional.of(folder.resolve("objects.jsonl")));
        var cluster = new SimulatedCluster(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "shutdown"));
        cluster.writeKubeconfig(folder.resolve("kubeconfig"));
        System.out.println("The simulated cluster answers at " + cluster.url());
        new CountDownLatch(1).await();
    }

    private static String token(Path file) throws IOException {
        if (!Files.exists(file)) {
            OwnerOnly.write(file, UUID.randomUUID().toString());
        }
        return Files.readString(file);
    }
}
