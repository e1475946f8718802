package dev.spark.local.stack.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.FreePort;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a docker command that imitates a container in which k3s takes its time. */
class DockerClusterIT {

    private static final String DOCKER = """
            #!/bin/sh
            cd "${0%/*}"
            case "$1 $3" in
              "network --format") echo 127.0.0.1 ;;
              "exec sh")
                if [ -e asked ]; then printf 'server: https://127.0.0.1:6443\\nclient-key-data: x\\n' > k3s.yaml; fi
                touch asked
                sh -c "$(printf '%s' "$5" | sed "s#/etc/rancher/k3s#$PWD#g")" ;;
            esac
            """;

    @TempDir
    Path folder;

    @Test
    void waitsForTheKubeconfig() throws Exception {
        var docker = Files.writeString(folder.resolve("docker"), DOCKER);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        var cluster = new DockerCluster(surroundings());

        var kubeconfig = cluster.start(line -> {});
        cluster.stop();

        assertThat(kubeconfig).content().contains("server: https://127.0.0.1:7443", "client-key-data");
    }

    private Surroundings surroundings() throws Exception {
        var state = StateFolder.of(folder.resolve("state")).create();
        return new Surroundings(
                state,
                folder,
                folder,
                Map.of("PATH", folder + ":" + System.getenv("PATH")),
                Map.of("kubernetes", 7443, "postgres", FreePort.find()),
                new Launcher(new ProcessTable(state.children())));
    }
}
