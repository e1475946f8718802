package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark undelete}. */
@Command(
        name = "undelete",
        description = "Takes a spark out of the trash, with its files and database; it sleeps then.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark undelete demo",
            "  spark undelete demo && spark shell demo     the shell wakes it",
            "  spark list --state trashed                  what is there, and until when",
            "  spark undelete s-7f3kq2m9ab                 by id, where another one has had its name since"
        })
public final class Undelete implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public Undelete(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rest(session, waiting, format).ask(name, "undelete");
    }
}
