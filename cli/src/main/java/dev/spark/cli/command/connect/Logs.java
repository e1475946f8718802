package dev.spark.cli.command.connect;

import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
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

    /** The set-up begins and ends at each start, also where there is nothing to do. */
    private static final String SAYS_NOTHING = "^[^ ]* setup done: *$";

    /** The file, whether to go on, what to say where it is not there, and which lines alone say as little. */
    private static final String SHOW =
            "if [ -e \"$1\" ] && { [ -n \"$2\" ] || [ -z \"$4\" ] || grep -qvE -e \"$4\" \"$1\"; }; then exec tail -n 1000 $2"
                    + " \"$1\"; else printf '%s\\n' \"$3\" >&2; exit 1; fi";

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
        var shown = SparkName.requireAddress(name);
        var absent = setup
                ? "spark: nothing was set up in " + shown + "\n"
                        + "       Set-up is what create is given: --repo, --dotfiles or --template."
                : "spark: no project was started in " + shown + ": only a template that serves one does\n"
                        + "       What its set-up did: spark logs " + shown + " --setup";
        return InSpark.run(
                session,
                name,
                List.of(
                        "sh",
                        "-c",
                        SHOW,
                        "sh",
                        setup ? SETUP : PROJECT,
                        follow ? "-F" : "",
                        absent,
                        setup ? SAYS_NOTHING : ""));
    }
}
