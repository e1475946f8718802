package dev.spark.cli.command.sparks;

import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spark reset-root}. */
@Command(
        name = "reset-root",
        description = {
            "Puts a spark's root file system back to the image's: what was installed or changed outside its home is gone.",
            "Its home and its database stay. What runs in it ends."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  spark reset-root demo", "  spark reset-root demo --no-wait"})
public final class ResetRoot implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Format format = new Format();

    private final Session session;

    public ResetRoot(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Rise(session, waiting, format).ask(name, "reset-root", "it has the image's root when it runs next");
    }
}
