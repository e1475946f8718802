package dev.spark.local.cluster.simulated;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.FreePort;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedClusterMainIT {

    @TempDir
    Path folder;

    private final int port = FreePort.find();
    private Process process;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void keepsItsObjectsOverAKill() throws Exception {
        start();
        try (var client = client()) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("sparks")
                            .endMetadata()
                            .build())
                    .create();
        }

        process.destroyForcibly().waitFor();
        start();

        try (var client = client()) {
            assertThat(client.namespaces().withName("sparks").get()).isNotNull();
        }
    }

    @Test
    void endsOnSigterm() throws Exception {
        start();

        process.destroy();

        assertThat(process.waitFor(20, SECONDS)).isTrue();
    }

    @Test
    void keepsItsKubeconfigToItsOwner() throws Exception {
        start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("kubeconfig"))))
                .isEqualTo("rw-------");
    }

    private void start() throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatedClusterMain.class.getName(),
                        folder.toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine())
                .isEqualTo("The simulated cluster answers at http://127.0.0.1:" + port);
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(folder.resolve("kubeconfig").toFile()))
                .build();
    }
}
