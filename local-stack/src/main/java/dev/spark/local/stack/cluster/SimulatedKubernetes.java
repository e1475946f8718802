package dev.spark.local.stack.cluster;

import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Kubernetes API in a process of its own, without nodes: what is created on it becomes ready at once, in name only. */
final class SimulatedKubernetes implements Cluster {

    private static final String PROCESS = "cluster";

    private final Surroundings surroundings;
    private volatile @Nullable Process process;

    SimulatedKubernetes(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public String description() {
        return "simulated";
    }

    @Override
    public Path start(Consumer<String> progress) throws Exception {
        var folder = PrivateFile.folder(surroundings.state().simulatedCluster());
        var kubeconfig = folder.resolve(SimulatedMain.KUBECONFIG);
        Files.deleteIfExists(kubeconfig);
        var token = new Secrets(surroundings.state().secrets()).simulatedClusterToken();
        var started = surroundings
                .launcher()
                .start(
                        PROCESS,
                        List.of(
                                App.javaProgram(),
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SimulatedMain.class.getName(),
                                folder.toString(),
                                String.valueOf(surroundings.kubernetesPort())),
                        Map.of(SimulatedMain.TOKEN, token),
                        surroundings.state().log(PROCESS));
        process = started;
        while (!(Files.exists(kubeconfig) && listens())) {
            if (!started.isAlive()) {
                throw new IllegalStateException("the simulated cluster did not start; see "
                        + surroundings.state().log(PROCESS));
            }
            Thread.sleep(50);
        }
        return kubeconfig;
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), surroundings.kubernetesPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        var running = process;
        if (running != null) {
            running.waitFor();
        }
    }

    /** Any will do: nothing runs in it. */
    @Override
    public String buildImage(Consumer<String> progress) {
        return "spark.local/spark:simulated";
    }

    @Override
    public void loadImage(String image, Consumer<String> progress) {}

    @Override
    public DatabaseAddress databaseForSparks() {
        return new DatabaseAddress("127.0.0.1", surroundings.postgresPort());
    }

    @Override
    public boolean hasRoles() {
        return false;
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    /** It is one of the stack's processes and ends with them. */
    @Override
    public void stop() {}
}
