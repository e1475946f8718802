package dev.spark.local.stack.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The one-node Kubernetes of {@code deploy/local/kubernetes}, and the image of {@code deploy/image/build-local.sh}. */
final class LocalCluster implements Cluster {

    /** The node's address inside the cluster, where the scripts forward what the host offers. */
    private static final String NODE = "10.245.0.1";

    private static final DatabaseAddress DATABASE = new DatabaseAddress(NODE, 5432);

    /** What the scripts put before each line: {@code [k8s 12:00:00] }. */
    private static final Pattern PREFIX = Pattern.compile("^\\[\\w+ [\\d:]+] ");

    private final Surroundings surroundings;
    private final LocalClusterProcess process;

    LocalCluster(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.process = new LocalClusterProcess(surroundings.state().kubernetes());
    }

    @Override
    public String description() {
        return "a real one-node Kubernetes of this machine";
    }

    @Override
    public Path start(Consumer<String> progress) throws Exception {
        var settings = Map.of(
                "K8S_API_PORT",
                String.valueOf(surroundings.kubernetesPort()),
                "K8S_KUBELET_PORT",
                String.valueOf(surroundings.kubeletPort()),
                "SPARK_FORWARD",
                forwards());
        return Path.of(run("cluster-up", settings, progress, "up.sh"));
    }

    private String forwards() {
        var database = DATABASE.port() + ":127.0.0.1:" + surroundings.postgresPort() + "/"
                + Clusters.databaseConnectionsOfAPod(System.getenv()) + "/" + Clusters.DATABASE_CONNECTIONS;
        return activator()
                .map(range -> database + " " + range.first() + "-" + (range.first() + range.count() - 1) + ":127.0.0.1:"
                        + range.first())
                .orElse(database);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        process.awaitEnd();
    }

    @Override
    public String buildImage(Consumer<String> progress) throws Exception {
        return surroundings
                .script("image", Map.of())
                .run(
                        "image-build",
                        List.of(surroundings
                                .root()
                                .resolve("deploy/image/build-local.sh")
                                .toString()),
                        withoutPrefix(progress));
    }

    @Override
    public void loadImage(String image, Consumer<String> progress) throws Exception {
        run(
                "image-import",
                Map.of(),
                progress,
                "image.sh",
                "import",
                surroundings.cache().resolve("image/spark.tar").toString());
    }

    @Override
    public DatabaseAddress databaseForSparks() {
        return DATABASE;
    }

    @Override
    public Optional<String> kubelet() {
        return Optional.of("127.0.0.1:" + surroundings.kubeletPort());
    }

    @Override
    public Optional<ActivatorAddress> activator() {
        return Optional.of(surroundings.activatorPort())
                .filter(first -> first != 0)
                .map(first -> new ActivatorAddress(NODE, first, Clusters.ACTIVATOR_PORTS));
    }

    @Override
    public void stop() throws Exception {
        run("cluster-down", Map.of(), line -> {}, "down.sh");
    }

    @Override
    public void purge() throws Exception {
        run("cluster-down", Map.of(), line -> {}, "down.sh", "--purge");
    }

    private String run(String name, Map<String, String> settings, Consumer<String> progress, String... command)
            throws Exception {
        var script = surroundings.root().resolve("deploy/local/kubernetes").resolve(command[0]);
        var whole = new ArrayList<>(List.of(command));
        whole.set(0, script.toString());
        return surroundings.script("cluster", settings).run(name, whole, withoutPrefix(progress));
    }

    static Consumer<String> withoutPrefix(Consumer<String> progress) {
        Function<String, String> strip = line -> PREFIX.matcher(line).replaceFirst("");
        return line -> progress.accept(strip.apply(line));
    }
}
