package dev.spark.gateway.exec;

import dev.spark.gateway.dial.Processes;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be run: checked here, passed on as it is. */
final class Commands {

    static final int MOST_ARGUMENTS = 64;
    static final int MOST_VARIABLES = 64;
    static final int MOST_BYTES = 128 * 1024;
    static final int LONGEST_DIR = 4096;
    private static final int LARGEST_TERMINAL = 9999;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private Commands() {}

    /** @throws RefusedException with {@link Refusal.Invalid} */
    static Processes.Command checked(
            @Nullable List<@Nullable String> argv,
            @Nullable Map<String, @Nullable String> env,
            @Nullable String dir,
            Optional<Processes.Size> terminal) {
        List<@Nullable String> given = argv == null ? List.of() : argv;
        Map<String, @Nullable String> variables = env == null ? Map.of() : env;
        Fields.check(!given.isEmpty(), "command", "must be the program and its arguments");
        Fields.check(given.size() <= MOST_ARGUMENTS, "command", "must have at most " + MOST_ARGUMENTS + " parts");
        Fields.check(given.stream().allMatch(Commands::isText), "command", "must be texts without NUL");
        Fields.check(!Objects.requireNonNull(given.getFirst()).isEmpty(), "command", "must begin with a program");
        Fields.check(variables.size() <= MOST_VARIABLES, "env", "must be at most " + MOST_VARIABLES + " variables");
        Fields.check(
                variables.keySet().stream().allMatch(name -> NAME.matcher(name).matches()),
                "env",
                "must have names of letters, digits and _, not beginning with a digit");
        Fields.check(variables.values().stream().allMatch(Commands::isText), "env", "must be texts without NUL");
        Fields.check(
                dir == null || dir.startsWith("/") && isText(dir) && dir.indexOf('\n') < 0 && bytes(dir) <= LONGEST_DIR,
                "dir",
                "must be an absolute path");
        var command = new Processes.Command(
                given.stream().map(Objects::requireNonNull).toList(),
                Map.copyOf((Map<String, String>) variables),
                Optional.ofNullable(dir),
                terminal);
        long total = command.argv().stream().mapToLong(Commands::bytes).sum()
                + command.env().entrySet().stream()
                        .mapToLong(variable -> bytes(variable.getKey()) + bytes(variable.getValue()))
                        .sum();
        Fields.check(total <= MOST_BYTES, "command", "must, with env, be at most " + MOST_BYTES / 1024 + " KiB");
        return command;
    }

    /** What is left out is as a terminal of old. */
    static Processes.Size size(@Nullable Integer columns, @Nullable Integer rows) {
        var size = new Processes.Size(columns == null ? 80 : columns, rows == null ? 24 : rows);
        Fields.check(isSane(size.columns()), "cols", "must be between 1 and " + LARGEST_TERMINAL);
        Fields.check(isSane(size.rows()), "rows", "must be between 1 and " + LARGEST_TERMINAL);
        return size;
    }

    private static boolean isSane(int size) {
        return size >= 1 && size <= LARGEST_TERMINAL;
    }

    private static boolean isText(@Nullable String text) {
        return text != null && text.indexOf('\0') < 0;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
