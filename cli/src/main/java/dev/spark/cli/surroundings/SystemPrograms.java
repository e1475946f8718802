package dev.spark.cli.surroundings;

import dev.spark.cli.bytes.ByteText;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Child processes with the environment of the {@link Surroundings}. They get the bytes of their words and variables as
 * {@link ByteText} has them, whatever the locale.
 */
final class SystemPrograms implements Programs {
    /** Undoes {@link #escaped}, and becomes the program. */
    private static final String BY_SHELL = """
            n=$#
            while [ "$n" -gt 0 ]; do
              word=$(printf '%b.' "$1")
              shift
              set -- "$@" "${word%.}"
              n=$((n - 1))
            done
            exec "$@"
            """;

    private final Map<String, String> environment;
    private final Map<String, String> inherited;

    /** @param inherited what this process was given: children get it by themselves, byte for byte */
    SystemPrograms(Map<String, String> environment, Map<String, String> inherited) {
        this.environment = environment;
        this.inherited = inherited;
    }

    @Override
    public Optional<Path> find(String name) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> inFolder(folder, name).stream())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> inFolder(String folder, String name) {
        try {
            return Optional.of(Path.of(folder, name));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no name of a file in this locale
        }
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
        var builder = new ProcessBuilder(byteForByte(command));
        builder.environment().keySet().retainAll(environment.keySet());
        environment.forEach((name, value) -> {
            if (!value.equals(inherited.get(name))) {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }

    /** The JVM encodes words by the locale too: what that cannot express goes as ASCII to a shell, which makes it bytes again. */
    private static List<String> byteForByte(List<String> command) {
        var encoder =
                Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")).newEncoder();
        if (command.stream().allMatch(encoder::canEncode)) {
            return command;
        }
        var words = new ArrayList<>(List.of("/bin/sh", "-c", BY_SHELL, "sh"));
        command.forEach(word -> words.add(escaped(word)));
        return words;
    }

    private static String escaped(String word) {
        var escaped = new StringBuilder();
        for (var b : ByteText.bytes(word)) {
            if (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z') {
                escaped.append((char) b);
            } else {
                escaped.append("\\0")
                        .append(Integer.toOctalString(b & 0xff | 0x200).substring(1));
            }
        }
        return escaped.toString();
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
