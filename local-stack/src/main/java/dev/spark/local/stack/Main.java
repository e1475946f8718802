package dev.spark.local.stack;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The stack on this machine. The command line runs this for {@code spark up}, {@code down} and {@code doctor}. */
@Command(
        name = "spark",
        description = "The stack on this machine.",
        subcommands = {Up.class, Down.class, Doctor.class, Supervise.class, Train.class})
public final class Main {

    /** Small, and quick to start. */
    static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager"); // before the first log line
        var commands = new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IllegalStateException || failure instanceof java.io.UncheckedIOException) {
                System.err.println("spark: " + failure.getMessage());
            } else {
                failure.printStackTrace();
            }
            return 1;
        });
        System.exit(commands.execute(args));
    }
}
