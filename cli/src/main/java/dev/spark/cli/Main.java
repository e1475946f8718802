package dev.spark.cli;

import dev.spark.cli.command.SparkCommandLine;
import dev.spark.cli.surroundings.Surroundings;

/** The {@code spark} command as a process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var surroundings = Surroundings.ofProcess();
        var exitCode = new SparkCommandLine(surroundings).run(args);
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(exitCode);
    }
}
