package dev.spark.lifecycle;

import dev.spark.testing.Infrastructure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The settings of the service under test. */
public final class LifecycleSettings implements QuarkusTestResourceLifecycleManager {

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Map<String, String> start() {
        // Where the API is, is no setting of Quarkus's that could be changed after the build: as in production, a
        // kubeconfig.
        System.setProperty("kubeconfig", kubeconfig().toString());
        return Map.of("spark.lifecycle.limits.waking", "8s", "quarkus.http.test-port", "0");
    }

    private static Path kubeconfig() {
        try {
            return Files.writeString(
                            Path.of("target", "kubeconfig"),
                            Infrastructure.kubernetes().kubeconfig())
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        System.clearProperty("kubeconfig");
    }
}
