package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Last of all: what {@code down} leaves, what {@code up} brings back, and that {@code down --purge} leaves no trace. */
class ZDownST {

    private final Stack stack = Stack.running();

    @Test
    void leavesNothingAndComesBackWithEverything() {
        String id = stack.admin().create("sleeper").path("id").asText();
        stack.admin().awaitState(id, "running", Duration.ofSeconds(60));
        stack.spark("exec", "sleeper", "--", "sh", "-c", "echo kept > kept").succeeded();

        stack.spark("down").succeeded();
        nothingRuns();

        Instant started = Instant.now();
        stack.up();
        System.out.printf(
                "spark up, second run: %d s%n",
                Duration.between(started, Instant.now()).toSeconds());
        stack.admin().awaitState(id, "running", Duration.ofSeconds(90));
        assertThat(stack.spark("exec", "sleeper", "--", "cat", "kept")
                        .succeeded()
                        .out())
                .isEqualTo("kept\n");

        stack.spark("down", "--purge", "--keep-cache").succeeded();
        nothingRuns();
        assertThat(stack.state).doesNotExist();
        assertThat(stack.home.resolve(".config/spark/config.json")).doesNotExist();
    }

    private void nothingRuns() {
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(stack.state.toString()))
                        .map(process -> process.pid() + " "
                                + process.info().commandLine().orElse("")))
                .isEmpty();
        assertThat(lines("/proc/mounts")).noneMatch(mount -> mount.contains(stack.state.toString()));
        assertThat(stack.shell("ss -ltnpH 2>/dev/null | grep -F " + stack.state + " || true")
                        .out())
                .isEmpty();
        assertThat(stack.shell("find /sys/fs/cgroup -maxdepth 3 -type d -name 'spark-*'")
                        .out())
                .doesNotContain(String.valueOf(stack.state.hashCode()));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
