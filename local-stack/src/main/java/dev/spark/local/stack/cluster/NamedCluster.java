package dev.spark.local.stack.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster that is there already and was named by its owner. It is not ours to start or end. */
final class NamedCluster implements Cluster {

    private final Path kubeconfig;
    private final @Nullable String context;
    private final Surroundings surroundings;

    NamedCluster(Path kubeconfig, @Nullable String context, Surroundings surroundings) {
        this.kubeconfig = kubeconfig;
        this.context = context;
        this.surroundings = surroundings;
    }

    @Override
    public String description() {
        return "your cluster in " + kubeconfig + (context == null ? "" : ", context " + context);
    }

    @Override
    public Path start(Consumer<String> progress) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalStateException("the kubeconfig " + kubeconfig + " cannot be read");
        }
        return kubeconfig;
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Its nodes pull it from a registry. */
    @Override
    public String buildImage(Consumer<String> progress) {
        return setting("SPARK_PROVISIONER_IMAGE")
                .orElseThrow(() -> new IllegalStateException(
                        "set SPARK_PROVISIONER_IMAGE to the spark image in a registry that your cluster pulls from"));
    }

    @Override
    public void loadImage(String image, Consumer<String> progress) {}

    /** PostgreSQL listens on this machine only: its owner says by which way pods come to it. */
    @Override
    public DatabaseAddress databaseForSparks() {
        return new DatabaseAddress(
                setting("SPARK_DATABASES_HOST_FOR_SPARKS").orElse("127.0.0.1"),
                setting("SPARK_DATABASES_PORT_FOR_SPARKS")
                        .map(Integer::parseInt)
                        .orElse(surroundings.postgresPort()));
    }

    @Override
    public void stop() {}

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
