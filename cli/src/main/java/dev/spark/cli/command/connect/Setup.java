package dev.spark.cli.command.connect;

import dev.spark.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark setup}. */
@Command(
        name = "setup",
        description = "Tries again what failed of a spark's set-up: its dotfiles, its repository, its template.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark setup demo", "  spark logs demo --setup      what the steps print"})
public final class Setup implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    private final Session session;

    public Setup(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return InSpark.run(session, name, List.of("sudo", "/usr/local/lib/spark/setup", "--again"));
    }
}
