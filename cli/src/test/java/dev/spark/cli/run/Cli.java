package dev.spark.cli.run;

import dev.spark.cli.command.SparkCommandLine;
import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.surroundings.Interrupts;
import dev.spark.cli.surroundings.Surroundings;
import dev.spark.cli.surroundings.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line in a home folder of its own, without a terminal and with nothing to read unless a test says so. */
public final class Cli {
    /** How it ended and what it printed. */
    public record Result(int exitCode, String out, String err) {}

    private final Map<String, String> environment = new HashMap<>();
    private final List<Runnable> interrupted = new ArrayList<>();
    private final FakePrograms programs = new FakePrograms();
    private final FakeTime time = new FakeTime();
    private final Path home;
    private InputStream in = InputStream.nullInputStream();
    private @Nullable OutputStream out;
    private Terminal terminal = Terminal.none();

    public Cli(Path home) {
        this.home = home;
        environment.put("HOME", home.toString());
        environment.put("SPARK_LAUNCHER", "/opt/spark/spark");
    }

    /** Logged in to that gateway, by the environment. */
    public Cli at(FakeGateway gateway) {
        return with("SPARK_URL", gateway.url().toString()).with("SPARK_TOKEN", "secret-token");
    }

    public Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Cli without(String variable) {
        environment.remove(variable);
        return this;
    }

    public Cli reading(String input) {
        return reading(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    public Cli reading(InputStream input) {
        this.in = input;
        return this;
    }

    /** Instead of collecting it. */
    public Cli writingTo(OutputStream output) {
        this.out = output;
        return this;
    }

    public Cli on(Terminal other) {
        this.terminal = other;
        return this;
    }

    public FakePrograms programs() {
        return programs;
    }

    public FakeTime time() {
        return time;
    }

    public Path home() {
        return home;
    }

    /** What would be done on Ctrl-C now, or would have been while a command ran. */
    public List<Runnable> interrupted() {
        return interrupted;
    }

    public Result run(String... args) {
        var collected = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var to = new PrintStream(out == null ? collected : out, false, StandardCharsets.UTF_8);
        Interrupts interrupts = action -> {
            interrupted.add(action);
            return () -> {};
        };
        var surroundings = new Surroundings(
                Map.copyOf(environment),
                in,
                to,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                terminal,
                programs,
                time,
                interrupts);
        var exitCode = new SparkCommandLine(surroundings).run(args);
        to.flush();
        return new Result(
                exitCode, collected.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }
}
