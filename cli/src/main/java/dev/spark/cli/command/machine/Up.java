package dev.spark.cli.command.machine;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code spark up}. */
@Command(
        name = "up",
        description = "Starts everything on this machine, and logs you in.",
        customSynopsis = "spark up [--cluster auto|docker|local|kubeconfig|simulated] [--foreground]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark up                        comes back when it is ready, and prints the URL",
            "  spark up --cluster simulated    no containers: to try the API; sparks cannot be entered",
            "  spark up --foreground           stays, and stops with Ctrl-C",
            "",
            "Clusters: docker is k3s in a container; local a one-node Kubernetes built here; kubeconfig your own,",
            "only when named; auto the first of docker, local and simulated that this machine can run."
        })
public final class Up implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private final Session session;

    public Up(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var exitCode = new LocalStack(session).run("up", arguments);
        if (exitCode == 0 && !arguments.contains("--foreground")) {
            addKey();
        }
        return exitCode;
    }

    /** The first shell is quicker for it; when it cannot be done now, create and shell do it. */
    private void addKey() {
        try {
            if (session.settings().areThere()) {
                session.accountKeys().ensureThereIsOne();
            }
        } catch (Failure e) {
            session.output().progress(null);
        }
    }
}
