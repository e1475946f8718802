package dev.spark.cli.run;

import dev.spark.cli.surroundings.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Programs that are there or not, and end as a test says; an ssh-keygen that makes a key without the wait. */
public final class FakePrograms implements Programs {
    public static final String PUBLIC_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB3Vx6xvNU5Gl1dmyWqTzR8xKX1EnQwqkxXwR7Xb4m2f spark@test";

    private final Set<String> missing = new HashSet<>();
    private final List<List<String>> runs = new ArrayList<>();
    private final Map<String, String> gitConfig = new HashMap<>();
    private int exitCode;

    public void without(String program) {
        missing.add(program);
    }

    public void exitWith(int code) {
        this.exitCode = code;
    }

    /** What {@code git config} is set to. */
    public void gitHas(String setting, String value) {
        gitConfig.put(setting, value);
    }

    /** Each command line that was run, in order. */
    public List<List<String>> runs() {
        return runs;
    }

    @Override
    public Optional<Path> find(String name) {
        return missing.contains(name) ? Optional.empty() : Optional.of(Path.of("/usr/bin", name));
    }

    @Override
    public int run(List<String> command, Map<String, String> moreEnvironment) {
        runs.add(List.copyOf(command));
        return exitCode;
    }

    @Override
    public Said ask(List<String> command) {
        if (command.getFirst().endsWith("/git") && gitConfig.containsKey(command.getLast())) {
            return new Said(0, gitConfig.get(command.getLast()) + "\n", "");
        }
        if (!command.getFirst().endsWith("ssh-keygen")) {
            return new Said(1, "", "");
        }
        var key = Path.of(command.getLast());
        try {
            Files.writeString(key, "the private half");
            Files.writeString(key.resolveSibling(key.getFileName() + ".pub"), PUBLIC_KEY + "\n");
            return new Said(0, "", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
