package dev.spark.cli.surroundings;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything of the process that a command may use, as a value, so that a test can run any command in its own JVM.
 *
 * @param in raw and unbuffered; closing it ends a read that is under way
 * @param out what was asked for; flushed by whoever wants it seen at once, and at the end
 * @param err everything else: progress, hints, failures
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Programs programs,
        Time time,
        Interrupts interrupts) {

    /** Those of this process. */
    public static Surroundings ofProcess() {
        var environment = System.getenv();
        return new Surroundings(
                environment,
                new StandardInput(new FileInputStream(FileDescriptor.in)),
                print(new FileOutputStream(FileDescriptor.out), 1 << 16, false),
                print(new FileOutputStream(FileDescriptor.err), 256, true),
                new SystemTerminal(),
                new SystemPrograms(environment),
                Time.system(),
                Interrupts.system());
    }

    /** UTF-8 whatever the locale: names and JSON are. */
    private static PrintStream print(OutputStream to, int buffer, boolean lineByLine) {
        return new PrintStream(new BufferedOutputStream(to, buffer), lineByLine, StandardCharsets.UTF_8);
    }

    /** An environment variable that is set to something. */
    public @Nullable String variable(String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Standard output for bytes that go out at once; unlike {@link #out} it throws when nobody reads them any more. */
    public OutputStream bytesOut() {
        return new PromptOutput(out);
    }

    public Path home() {
        var home = variable("HOME");
        return Path.of(home != null ? home : System.getProperty("user.home"));
    }

    /** Where Spark keeps the person's settings and keys: {@code ~/.config/spark}, by the XDG rules. */
    public Path configFolder() {
        var xdg = variable("XDG_CONFIG_HOME");
        var base = xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg) : home().resolve(".config");
        return base.resolve("spark");
    }
}
