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
import java.util.HashMap;
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

    private static final String LOCALE = "LC_ALL";
    private static final String OWN_LOCALE = "SPARK_LC_ALL";

    /** Those of this process. */
    public static Surroundings ofProcess() {
        var given = ProcessText.environment();
        var environment = withItsOwnLocale(given);
        return new Surroundings(
                environment,
                new StandardInput(new FileInputStream(FileDescriptor.in)),
                print(new FileOutputStream(FileDescriptor.out), 1 << 16, false),
                print(new FileOutputStream(FileDescriptor.err), 256, true),
                new SystemTerminal(),
                new SystemPrograms(environment, given),
                Time.system(),
                Interrupts.system());
    }

    /**
     * The launcher script has the JVM run in a locale of UTF-8, or it could not open a file whose name is not ASCII. For
     * everything else, and for other programs, the locale is the person's.
     */
    static Map<String, String> withItsOwnLocale(Map<String, String> given) {
        var own = given.get(OWN_LOCALE);
        if (own == null) {
            return given;
        }
        var environment = new HashMap<>(given);
        environment.remove(OWN_LOCALE);
        environment.remove(LOCALE);
        if (!own.isEmpty()) {
            environment.put(LOCALE, own);
        }
        return Map.copyOf(environment);
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
    public PromptOutput bytesOut() {
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
