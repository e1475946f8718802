package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark stop}. */
@Command(
        name = "stop",
        description = "Stops a spark: it keeps its files and database, and only `spark wake` starts it.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark stop demo", "  spark stop demo --no-wait", "  spark stop demo --timeout 2m"})
public final class Stop implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Stop(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rest(session, waiting, format).ask(name, "stop");
    }
}
