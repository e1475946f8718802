package dev.spark.cli.command.connect;

import dev.spark.cli.command.sparks.Arrival;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.ssh.SshArguments;
import dev.spark.cli.ssh.SshCommand;
import dev.spark.cli.tunnel.Tunnels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark shell}: OpenSSH, through the gateway. */
@Command(
        name = "shell",
        description = "Goes into a spark with ssh, or runs a command in it so. One that sleeps wakes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark shell demo",
            "  spark shell demo -- uname -a              its exit code is passed on",
            "  spark shell demo -- -L 8080:localhost:3000    what follows -- are ssh's own options too",
            "  spark shell demo -- -A 'cd project && git pull'",
            "",
            "An option that is given here wins over what Spark and ~/.ssh/config say."
        })
public final class Shell implements Callable<Integer> {
    /** What ssh itself exits with when it could not connect. */
    private static final int SSH_FAILED = 255;

    @Parameters(index = "0", paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "-- SSH-ARGUMENTS",
            description = "Options of ssh, and a command to run instead of a shell.")
    private List<String> arguments = List.of();

    private final Session session;

    public Shell(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var spark = reachable(session, SparkName.requireAddress(name));
        wakeIfItSleeps(session, spark);
        return into(session, spark, WordsAfterDashes.of(arguments));
    }

    /** The spark, once it can be gone into: one that is still being made is waited for, one that sleeps wakes on the way. */
    static Spark reachable(Session session, String address) {
        var spark = session.sparks().get(address);
        if (spark.isTrashed()) {
            throw new Failure(
                    ExitCode.REFUSED, spark.name() + " is in the trash", "Take it out: spark undelete " + address);
        }
        if (spark.isGoing()) {
            throw new Failure(
                    ExitCode.REFUSED, spark.name() + " is " + spark.state(), "Make another one: spark create");
        }
        if (spark.isStopped()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    spark.name() + " is " + spark.stateInWords(),
                    "Start it first: spark wake " + spark.name());
        }
        if (spark.isAsleep() && spark.wakesWhenAskedOnly()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    spark.name() + " sleeps, and by its wake policy no connection wakes it",
                    "Wake it first: spark wake " + spark.name());
        }
        return spark.isComing() || spark.isFailed() ? new Arrival(session).await(spark, null) : spark;
    }

    /** Before a program that says nothing while its connection waits for the spark to wake, and that takes a while to start. */
    static void wakeIfItSleeps(Session session, Spark spark) {
        if (spark.isAsleep()) {
            session.output().passed("  Waking " + spark.name() + " …");
            new Tunnels(session.api()).wakeAhead(spark.name());
        }
    }

    /**
     * Runs ssh, and returns its exit code, which is the remote command's if one was run.
     *
     * @param words options of ssh, and a command
     */
    public static int into(Session session, Spark spark, List<String> words) {
        var ssh = SshPrograms.require(session.surroundings(), "ssh");
        var keys = session.accountKeys().withOneAtLeast();
        var command = new SshCommand(session.surroundings(), ssh, spark, keys).ssh(SshArguments.of(words));
        session.refreshSshHosts();
        session.output().flush();
        int exitCode;
        try (var warning = SleepWarning.during(session, spark.address())) {
            exitCode = session.surroundings().programs().run(command, Map.of());
        }
        if (exitCode == SSH_FAILED) {
            adviseOnKeys(session);
        }
        return exitCode;
    }

    static void adviseOnKeys(Session session) {
        if (!session.accountKeys().knowsThisMachine()) {
            session.output()
                    .failure(new Failure(
                            ExitCode.FAILED,
                            "your account knows none of this machine's SSH keys",
                            "Add one: spark key add (or: spark key add FILE.pub)"));
        }
    }
}
