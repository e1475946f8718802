package dev.spark.cli;

import dev.spark.cli.command.SparkCommandLine;
import dev.spark.cli.surroundings.ProcessText;
import dev.spark.cli.surroundings.Surroundings;

/** The {@code spark} command as a process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Its own converters for these are not used here, and looking for them loads half of java.sql and java.time.
        System.setProperty("picocli.converters.excludes", "java[.]sql[.].*,java[.]time[.].*");
        var surroundings = Surroundings.ofProcess();
        var exitCode = new SparkCommandLine(surroundings).run(ProcessText.arguments(args));
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(exitCode);
    }
}
