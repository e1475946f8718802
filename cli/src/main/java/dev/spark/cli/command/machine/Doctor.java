package dev.spark.cli.command.machine;

import dev.spark.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code spark doctor}. */
@Command(
        name = "doctor",
        description = "Looks at this machine and the stack on it: what works, what is missing, what to do.",
        customSynopsis = "spark doctor",
        footerHeading = "%nExamples:%n",
        footer = {"  spark doctor"})
public final class Doctor implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private final Session session;

    public Doctor(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new LocalStack(session).run("doctor", arguments);
    }
}
