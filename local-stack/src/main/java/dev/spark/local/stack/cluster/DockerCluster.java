package dev.spark.local.stack.cluster;

import dev.spark.local.stack.process.ScriptFailure;
import dev.spark.local.stack.state.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * k3s in a Docker container, with a network and a volume of its own. Pods come to PostgreSQL by the address that this
 * machine has in that network, where a {@link Relay} listens.
 */
final class DockerCluster implements Cluster {

    private static final String K3S = "rancher/k3s:v1.33.5-k3s1";
    private static final int API = 6443;
    private static final int KUBELET = 10250;

    /** In one line; fails as long as k3s has not written all of it. */
    private static final String PRINT_KUBECONFIG =
            "cd /etc/rancher/k3s && grep -q client-key-data k3s.yaml && base64 k3s.yaml | tr -d '\\n'";

    private static final long PATIENCE_SECONDS = 180;

    private final Surroundings surroundings;
    private final String name;
    private final Relay relay;

    DockerCluster(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.name = "spark-" + shortName(surroundings.state().path());
        this.relay = new Relay(surroundings.postgresPort(), Clusters.DATABASE_CONNECTIONS);
    }

    @Override
    public String description() {
        return "k3s in the Docker container " + name;
    }

    @Override
    public Path start(Consumer<String> progress) throws Exception {
        progress.accept("the container " + name);
        if (!succeeds("docker", "container", "inspect", name)) {
            create(progress);
        }
        docker("start", name);
        relay.listenAt(gateway());
        var kubeconfig = surroundings.state().kubernetes().resolve("admin.kubeconfig");
        PrivateFile.write(kubeconfig, awaitKubeconfig(progress));
        awaitNode(progress);
        return kubeconfig;
    }

    private void create(Consumer<String> progress) throws Exception {
        if (!succeeds("docker", "network", "inspect", name)) {
            docker("network", "create", name);
        }
        docker("volume", "create", name);
        if (!succeeds("docker", "image", "inspect", K3S)) {
            progress.accept("pulling " + K3S);
            docker("pull", "--quiet", K3S);
        }
        docker(
                "create",
                "--privileged",
                "--name",
                name,
                "--hostname",
                name,
                "--network",
                name,
                "--label",
                "dev.spark.state=" + surroundings.state().path(),
                "--tmpfs",
                "/run",
                "--tmpfs",
                "/var/run",
                "--volume",
                name + ":/var/lib/rancher/k3s",
                "--publish",
                "127.0.0.1:" + surroundings.kubernetesPort() + ":" + API,
                "--publish",
                "127.0.0.1:" + surroundings.kubeletPort() + ":" + KUBELET,
                K3S,
                "server",
                "--disable=traefik,servicelb,metrics-server",
                "--tls-san=127.0.0.1",
                "--node-name=" + name);
    }

    /** The address of this machine in the container's network. */
    private String gateway() throws Exception {
        return docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", name);
    }

    private String awaitKubeconfig(Consumer<String> progress) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS; i++) {
            try {
                var encoded = docker("exec", name, "sh", "-c", PRINT_KUBECONFIG);
                var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
                return text.replace("https://127.0.0.1:" + API, "https://127.0.0.1:" + surroundings.kubernetesPort());
            } catch (ScriptFailure | IllegalArgumentException e) {
                progress.accept("waiting for k3s");
                Thread.sleep(1000);
            }
        }
        throw new IllegalStateException("k3s does not start; see: docker logs " + name);
    }

    private void awaitNode(Consumer<String> progress) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS; i++) {
            if (succeeds(
                    "docker",
                    "exec",
                    name,
                    "kubectl",
                    "wait",
                    "--for=condition=Ready",
                    "node/" + name,
                    "--timeout=1s")) {
                return;
            }
            progress.accept("waiting for the node");
            Thread.sleep(500);
        }
        throw new IllegalStateException("the node does not become ready; see: docker logs " + name);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        try {
            docker("wait", name);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Thread.sleep(1000); // the daemon is away, or the container: the next start says so
        }
    }

    @Override
    public String buildImage(Consumer<String> progress) throws Exception {
        var context = surroundings.root().resolve("deploy/image");
        var id = run("image-build", progress, "docker", "build", "--quiet", context.toString());
        var reference = "spark.local/spark:" + id.replace("sha256:", "").substring(0, 12);
        docker("tag", id, reference);
        return reference;
    }

    @Override
    public void loadImage(String image, Consumer<String> progress) throws Exception {
        if (succeeds(
                "docker", "exec", name, "sh", "-c", "ctr -n k8s.io images ls -q name==\"$0\" | grep -q .", image)) {
            return;
        }
        progress.accept("importing " + image);
        run(
                "image-import",
                progress,
                "bash",
                "-c",
                "set -o pipefail; docker save \"$1\" | docker exec -i \"$0\" ctr -n k8s.io images import - >&2",
                name,
                image);
    }

    /** The relay listens at the gateway's address, which is known when the network is there. */
    @Override
    public synchronized DatabaseAddress databaseForSparks() {
        try {
            if (!succeeds("docker", "network", "inspect", name)) {
                docker("network", "create", name);
            }
            return new DatabaseAddress(gateway(), surroundings.postgresPort());
        } catch (Exception e) {
            throw new IllegalStateException("the network of " + name + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Published, since the container's own address is not reached from everywhere that Docker runs. */
    @Override
    public Optional<String> kubelet() {
        return Optional.of("127.0.0.1:" + surroundings.kubeletPort());
    }

    @Override
    public void stop() throws Exception {
        relay.close();
        if (succeeds("docker", "container", "inspect", name)) {
            docker("stop", "--time", "10", name);
        }
    }

    @Override
    public void purge() throws Exception {
        relay.close();
        succeeds("docker", "rm", "--force", "--volumes", name);
        succeeds("docker", "volume", "rm", "--force", name);
        succeeds("docker", "network", "rm", name);
    }

    /** Returns the last line of its output. */
    private String docker(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return run("docker-" + Thread.currentThread().threadId(), line -> {}, command.toArray(String[]::new));
    }

    private boolean succeeds(String... command) throws Exception {
        try {
            run("docker-" + Thread.currentThread().threadId(), line -> {}, command);
            return true;
        } catch (ScriptFailure e) {
            return false;
        }
    }

    private String run(String process, Consumer<String> progress, String... command) throws Exception {
        return surroundings.script("cluster", Map.of()).run(process, List.of(command), progress);
    }

    /** Different for each stack of this machine, and always the same for one. */
    private static String shortName(Path state) {
        var sum = new CRC32C();
        sum.update(state.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }
}
