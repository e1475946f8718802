package dev.spark.cli.command;

import dev.spark.cli.session.Release;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spark} itself: without a command it shows its help. */
@Command(
        name = "spark",
        description = "Development machines of your own on Kubernetes, from one call.",
        synopsisHeading = "Usage: ",
        customSynopsis = "spark COMMAND [OPTIONS] [ARGUMENTS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark up                        start everything on this machine",
            "  spark create demo --shell       make a spark and go into it",
            "  spark exec demo -- make test    run something in it",
            "  spark why demo                  why it is awake or asleep",
            "  spark delete demo               into the trash; spark undelete takes it out",
            "",
            "Each command has examples in its own help: spark help create. Your shell completes: spark completion --help",
            "",
            "Settings: SPARK_URL, SPARK_TOKEN, or ~/.config/spark/config.json (spark login writes it).",
            "HTTP_PROXY, HTTPS_PROXY and NO_PROXY count as for curl; SPARK_CA_FILE adds certificate authorities.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused, 69 gateway not reached;",
            "exec and shell pass on the remote command's."
        })
public final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(names = "--version", description = "Shows the version.")
    private boolean version;

    @Override
    public void run() {
        if (version) {
            spec.commandLine().getOut().println("spark " + Release.version());
        } else {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
