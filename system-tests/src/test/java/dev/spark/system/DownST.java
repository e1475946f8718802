package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Last of all: what {@code down} leaves, what {@code up} brings back, and that {@code down --purge} leaves no trace. */
@Order(Integer.MAX_VALUE)
class DownST {

    private final Stack stack = Stack.running();

    @Test
    void leavesNothingAndComesBackWithEverything() {
        String id = stack.admin().create("sleeper").path("id").asText();
        stack.admin().awaitState(id, "running", Duration.ofMinutes(2));
        stack.spark("exec", "sleeper", "--", "sh", "-c", "echo kept > kept").succeeded();

        String cgroup = cgroup();
        List<Integer> ports = stack.ports();
        assertThat(cgroups(cgroup)).isNotEmpty();
        // Those of the activator are open only while a spark sleeps.
        assertThat(ports)
                .filteredOn(port -> port != stack.port("activator"))
                .isNotEmpty()
                .allMatch(DownST::listens);

        stack.spark("down").succeeded();
        nothingRuns(ports, cgroup);

        Instant started = Instant.now();
        stack.up();
        System.out.printf(
                "spark up, second run: %d s%n",
                Duration.between(started, Instant.now()).toSeconds());
        stack.admin().awaitState(id, "running", Duration.ofMinutes(2));
        assertThat(stack.spark("exec", "sleeper", "--", "cat", "kept")
                        .succeeded()
                        .out())
                .isEqualTo("kept\n");

        stack.spark("down", "--purge", "--keep-cache").succeeded();
        nothingRuns(ports, cgroup);
        assertThat(stack.state).doesNotExist();
        assertThat(stack.home.resolve(".config/spark")).doesNotExist();
    }

    /** That of the local cluster, in each hierarchy. */
    private String cgroup() {
        long kubelet = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/kubelet ") && line.contains(stack.state.toString()))
                        .isPresent())
                .findFirst()
                .orElseThrow()
                .pid();
        return lines("/proc/" + kubelet + "/cgroup").stream()
                .map(line -> line.replaceAll("^[^/]*/", "").replaceAll("/.*", ""))
                .filter(name -> name.startsWith("spark-"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> cgroups(String name) {
        try (var hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            return hierarchies
                    .map(hierarchy -> hierarchy.resolve(name))
                    .filter(Files::exists)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void nothingRuns(List<Integer> ports, String cgroup) {
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(stack.state.toString()))
                        .map(process -> process.pid() + " "
                                + process.info().commandLine().orElse("")))
                .isEmpty();
        assertThat(lines("/proc/mounts")).noneMatch(mount -> mount.contains(stack.state.toString()));
        assertThat(ports).noneMatch(DownST::listens);
        assertThat(cgroups(cgroup)).isEmpty();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
