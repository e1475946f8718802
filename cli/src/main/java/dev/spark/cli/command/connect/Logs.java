package dev.spark.cli.command.connect;

import dev.spark.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark logs}. */
@Command(
        name = "logs",
        description = "Shows what the project that a template started prints, or what the set-up did. Wakes the spark.",
        footerHeading = "%nExamples:%n",
        footer = {"  spark logs demo -f", "  spark logs demo --setup"})
public final class Logs implements Callable<Integer> {
    private static final String SETUP = "/var/log/spark/setup.log";
    private static final String PROJECT = "/home/user/.local/state/spark/serve.log";

    /** The file, whether to go on, and what to say where it is not there. */
    private static final String SHOW =
            "if [ -e \"$1\" ]; then exec tail -n 1000 $2 \"$1\"; else echo \"$3\" >&2; exit 1; fi";

    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Option(names = "--setup", description = "What its set-up did, step by step.")
    private boolean setup;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on as more comes.")
    private boolean follow;

    private final Session session;

    public Logs(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var absent = setup
                ? "nothing has been set up in it"
                : "no project was started in it: only a template that serves one does. See spark logs NAME --setup";
        return InSpark.run(
                session, name, List.of("sh", "-c", SHOW, "sh", setup ? SETUP : PROJECT, follow ? "-F" : "", absent));
    }
}
