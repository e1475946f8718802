package dev.spark.local.stack.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * All that one stack keeps: a folder for its owner only, which survives {@code down} and {@code up}.
 *
 * @param path absolute
 */
public record StateFolder(Path path) {

    public StateFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** The one that was chosen, else {@code $SPARK_STATE}, else the user's folder for such things. */
    public static StateFolder of(@Nullable Path chosen) {
        if (chosen != null) {
            return new StateFolder(chosen);
        }
        var named = variable("SPARK_STATE");
        if (named != null) {
            return new StateFolder(Path.of(named));
        }
        var xdg = variable("XDG_STATE_HOME");
        var base = xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".local", "state");
        return new StateFolder(base.resolve("spark"));
    }

    private static @Nullable String variable(String name) {
        var value = System.getenv(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Makes it where it is missing. Refuses a folder that holds something else. */
    public StateFolder create() {
        try {
            PrivateFile.folder(path);
            if (!isAStack()) {
                try (var content = Files.list(path)) {
                    if (content.findAny().isPresent()) {
                        throw new IllegalStateException(path + " is not a stack's folder, and not empty");
                    }
                }
                PrivateFile.write(marker(), "The state of a Spark stack; `spark down --purge` removes it.\n");
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            PrivateFile.folder(logs());
            PrivateFile.folder(children());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder " + path + " cannot be made", e);
        }
    }

    public boolean isAStack() {
        return Files.exists(marker());
    }

    private Path marker() {
        return path.resolve("README");
    }

    /** Held by an {@code up} or {@code down} while it works. */
    public Path commandLock() {
        return path.resolve("command.lock");
    }

    /** Held by the supervisor as long as it lives. */
    public Path supervisorLock() {
        return path.resolve("supervisor.lock");
    }

    public Path supervisorPid() {
        return path.resolve("supervisor.pid");
    }

    public Path status() {
        return path.resolve("status.json");
    }

    /** What was chosen once: see {@link Choices}. */
    public Path choices() {
        return path.resolve("choices.json");
    }

    public Path secrets() {
        return path.resolve("secrets");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path log(String child) {
        return logs().resolve(child + ".log");
    }

    /** One file per child process, by which it is found again. */
    public Path children() {
        return path.resolve("children");
    }

    public Path postgres() {
        return path.resolve("postgres");
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    /** What the scripts of the local cluster keep. */
    public Path kubernetes() {
        return path.resolve("kubernetes");
    }

    public Path simulatedCluster() {
        return path.resolve("simulated");
    }

    public Path kubeconfigs() {
        return path.resolve("kubeconfigs");
    }

    /** Of a stack that runs once, to teach the services' JVMs how to start quickly. */
    public Path training() {
        return path.resolve("training");
    }

    /** The login that this stack replaced, and which one it wrote. */
    public Path login() {
        return path.resolve("login.json");
    }
}
