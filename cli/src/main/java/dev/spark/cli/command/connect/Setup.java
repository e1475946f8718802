package dev.spark.cli.command.connect;

import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark setup}. */
@Command(
        name = "setup",
        description = "Tries again what failed of a spark's set-up: its dotfiles, its repository, its template."
                + " Your SSH agent is forwarded meanwhile, for private repositories.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark setup demo",
            "  spark setup demo --no-agent      without your SSH agent",
            "  spark logs demo --setup          what the steps print"
        })
public final class Setup implements Callable<Integer> {
    private static final String PROGRAM = "/usr/local/lib/spark/setup";

    @Parameters(paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Option(names = "--no-agent", description = "Does not forward your SSH agent.")
    private boolean noAgent;

    private final Session session;

    public Setup(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (noAgent || !hasAgent(session)) {
            return InSpark.run(session, name, List.of("sudo", PROGRAM, "--again"));
        }
        var spark = Shell.reachable(session, SparkName.requireAddress(name));
        Shell.wakeIfItSleeps(session, spark);
        session.accountKeys().ensureThereIsOne();
        return withAgent(session, spark);
    }

    /** Whether there is an SSH agent here that ssh could forward. */
    public static boolean hasAgent(Session session) {
        var surroundings = session.surroundings();
        return surroundings.variable("SSH_AUTH_SOCK") != null
                && surroundings.programs().find("ssh").isPresent();
    }

    /**
     * Tries again what failed, with the SSH agent of this machine; a set-up that is under way is waited for. Prints the steps.
     * Returns zero if nothing failed.
     */
    public static int withAgent(Session session, Spark spark) {
        return Shell.into(session, spark, List.of("-A", "sudo " + PROGRAM + " --again --agent \"$SSH_AUTH_SOCK\""));
    }

    /** Waits for a set-up that is under way, and prints what failed of it, if wished. Returns zero if nothing did. */
    public static int await(Session session, Spark spark, boolean printing) {
        var wait = List.of("sudo", PROGRAM, "--wait");
        return InSpark.run(
                session,
                spark.address(),
                printing ? wait : List.of("sh", "-c", "exec \"$@\" > /dev/null", "sh", "sudo", PROGRAM, "--wait"));
    }
}
