package dev.spark.cli.surroundings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Other programs on this machine. */
public interface Programs {
    /** What a program that was run said. */
    record Said(int exitCode, String out, String err) {}

    /** Where the program of that name is on the PATH. */
    Optional<Path> find(String name);

    /**
     * Runs it on this process's own streams until it ends, and returns its exit code. When this process is asked to end,
     * so is the program.
     */
    int run(List<String> command, Map<String, String> moreEnvironment);

    /** Runs it with nothing to read, and returns what it said. */
    Said ask(List<String> command);
}
