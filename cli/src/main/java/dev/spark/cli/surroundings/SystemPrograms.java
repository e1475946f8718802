package dev.spark.cli.surroundings;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Child processes with the environment of the {@link Surroundings}. */
final class SystemPrograms implements Programs {
    private final Map<String, String> environment;

    SystemPrograms(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Optional<Path> find(String name) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    @Override
    public int run(List<String> command, Map<String, String> moreEnvironment) {
        var builder = builder(command).inheritIO();
        builder.environment().putAll(moreEnvironment);
        var child = start(builder);
        var endIt = new Thread(child::destroy, "end-child");
        Runtime.getRuntime().addShutdownHook(endIt);
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            child.destroy();
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            forget(endIt);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Already ending: the hook runs.
        }
    }

    @Override
    public Said ask(List<String> command) {
        var child = start(builder(command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))));
        try {
            var err = new StringBuilder();
            var reader = Thread.ofVirtual().start(() -> err.append(readAll(child.getErrorStream())));
            var out = readAll(child.getInputStream());
            reader.join();
            return new Said(child.waitFor(), out, err.toString());
        } catch (InterruptedException e) {
            child.destroy();
            Thread.currentThread().interrupt();
            return new Said(130, "", "interrupted");
        }
    }

    private static String readAll(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    builder.command().getFirst() + " could not be started",
                    "Check that it is installed and may be run.",
                    e);
        }
    }
}
