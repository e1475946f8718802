package dev.spark.local.stack;

import dev.spark.local.SparkCache;
import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.apps.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the stack's programs and scripts come from.
 *
 * @param root the checkout's root
 */
record Checkout(Path root) {

    /** {@code $SPARK_ROOT}, which the script {@code ./spark} sets. */
    static Checkout ofEnvironment() {
        var root = System.getenv("SPARK_ROOT");
        if (root == null || root.isBlank()) {
            throw new IllegalStateException("SPARK_ROOT is not set: start this by ./spark in the checkout");
        }
        return new Checkout(Path.of(root).toAbsolutePath().normalize());
    }

    boolean isBuilt(Service service) {
        return Files.exists(root.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    App install(Service service) {
        return installation()
                .install(
                        service.serviceName(),
                        root.resolve(service.module()).resolve("target/quarkus-app"),
                        List.of(""));
    }

    /** This program itself, with Kafka and the others that are part of it. */
    App installStack() {
        return installation().install("stack", root.resolve("local-stack/target"), List.of("lib", "local-stack.jar"));
    }

    private static Installation installation() {
        return new Installation(SparkCache.folder().resolve("apps"));
    }

    /** What sparks can be made from. */
    Path templates() {
        return root.resolve("deploy/templates");
    }

    /** The namespace, and what each service may do in it. */
    List<Path> manifests() {
        return List.of(root.resolve("deploy/kubernetes/rbac.yaml"));
    }
}
