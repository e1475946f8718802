package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark wake}: one that runs already is left alone. */
@Command(
        name = "wake",
        description = "Wakes a spark that sleeps or is stopped, and waits until it runs.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark wake demo", "  spark wake demo --no-wait -o json", "  spark wake demo --timeout 2m"})
public final class Wake implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Wake(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rise(session, waiting, format).ask(name, "wake", null);
    }
}
