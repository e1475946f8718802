package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark retry}. */
@Command(
        name = "retry",
        description = "Tries again what a spark has failed at.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark retry demo", "  spark retry demo --timeout 2m"})
public final class Retry implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Retry(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rise(session, waiting, format).ask(name, "retry", null);
    }
}
