package dev.spark.cli.command.machine;

import dev.spark.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code spark down}. */
@Command(
        name = "down",
        description = "Stops everything that `spark up` started; your sparks are there again after the next up.",
        customSynopsis = "spark down [--purge]",
        footerHeading = "%nExamples:%n",
        footer = {"  spark down", "  spark down --purge      removes the sparks and all state too"})
public final class Down implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private final Session session;

    public Down(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new LocalStack(session).run("down", arguments);
    }
}
