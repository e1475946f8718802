package dev.spark.testing;

import dev.spark.local.FreePort;
import dev.spark.local.SparkCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real API server, etcd and controllers of {@code deploy/local/kubernetes}, without a node; {@link PodsBecomeReady}
 * stands in for the kubelet. Used where it has been built before, since the building takes minutes.
 */
final class ControlPlane implements AutoCloseable {

    private final Path scripts;
    private final Path state;
    private final int port = FreePort.find();
    private @Nullable PodsBecomeReady kubelet;

    private ControlPlane(Path scripts, Path state) {
        this.scripts = scripts;
        this.state = state;
    }

    /** Ours, if we are root and the programs are there. */
    static Optional<ControlPlane> ofThisMachine(Path state) {
        var built = Files.isExecutable(SparkCache.folder().resolve("kubernetes/bin/kube-apiserver"));
        var root = System.getProperty("user.name").equals("root");
        return scripts().filter(scripts -> built && root).map(scripts -> new ControlPlane(scripts, state));
    }

    KubernetesAddress start() throws IOException {
        var kubeconfig = Files.readString(Path.of(run("up.sh", "control").strip()));
        var address = new KubernetesAddress(KubernetesAddress.Kind.CONTROL_PLANE, kubeconfig);
        kubelet = new PodsBecomeReady(address.config());
        return address;
    }

    @Override
    public void close() throws IOException {
        if (kubelet != null) {
            kubelet.close();
        }
        run("down.sh", "--purge");
    }

    private static Optional<Path> scripts() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var scripts = folder.resolve("deploy/local/kubernetes");
            if (Files.exists(scripts.resolve("up.sh"))) {
                return Optional.of(scripts);
            }
        }
        return Optional.empty();
    }

    /** Runs a script and returns what it printed. */
    private String run(String script, String argument) throws IOException {
        Files.createDirectories(state);
        var builder = new ProcessBuilder(List.of(scripts.resolve(script).toString(), argument));
        builder.environment().put("SPARK_STATE", state.toString());
        builder.environment().put("SPARK_CACHE", SparkCache.folder().toString());
        builder.environment().put("K8S_API_PORT", String.valueOf(port));
        var errors = state.resolveSibling(script + ".log");
        var process = builder.redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(script + " failed: " + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + script + " ran", e);
        }
        return output;
    }
}
