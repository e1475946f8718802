package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark sleep}. */
@Command(
        name = "sleep",
        description = "Puts a spark to sleep: it keeps its files and database, and a connection wakes it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark sleep demo",
            "  spark sleep demo --no-wait                  comes back at once",
            "  spark sleep demo && spark shell demo        the shell wakes it again"
        })
public final class Sleep implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Sleep(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rest(session, waiting, format).ask(name, "sleep");
    }
}
