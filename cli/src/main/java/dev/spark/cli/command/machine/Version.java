package dev.spark.cli.command.machine;

import dev.spark.cli.session.Release;
import dev.spark.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code spark version}. */
@Command(
        name = "version",
        description = "Shows which release this is, and the Java it runs on.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark version"})
public final class Version implements Callable<Integer> {
    private final Session session;

    public Version(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.output().line("spark " + Release.version() + " (Java " + System.getProperty("java.version") + ")");
        return 0;
    }
}
