package dev.spark.cli.command.connect;

import dev.spark.cli.command.sparks.Assignments;
import dev.spark.cli.exec.RemoteCommand;
import dev.spark.cli.exec.RemoteExec;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Request;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.surroundings.OutputClosed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark exec}. */
@Command(
        name = "exec",
        description = "Runs a command in a spark, which wakes if it sleeps; its exit code is passed on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark exec demo -- make test",
            "  spark exec demo -- sh -c 'echo $SPARK_NAME'",
            "  spark exec demo -- bash                     on a terminal, with a terminal",
            "  tar c . | spark exec -i demo -- tar x -C project",
            "  spark exec -o json demo -- psql -c 'select 1'   {exit_code, stdout, stderr, truncated}"
        })
public final class Exec implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(
            names = {"-i", "--stdin"},
            description = "Passes standard input on.")
    private boolean input;

    @Option(
            names = {"-t", "--tty"},
            negatable = true,
            description = "With a terminal, or without. Left out: with one if you are at one.")
    private @Nullable Boolean tty;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "K=V",
            description = "An environment variable; K alone takes your own value. Again for more.")
    private @Nullable List<String> env;

    @Option(
            names = {"-w", "--dir"},
            paramLabel = "DIR",
            description = "The folder it runs in.")
    private @Nullable String directory;

    @Option(
            names = "--timeout",
            paramLabel = "5m",
            converter = DurationAsTyped.class,
            description = "With -o json: ends the command after that time. The gateway's usual is a minute.")
    private @Nullable String timeout;

    @Mixin
    private Format format = new Format();

    @Parameters(index = "0", paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "-- COMMAND",
            description = "The command and its arguments.")
    private List<String> words = List.of();

    private final Session session;

    public Exec(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var address = SparkName.requireAddress(name);
        var command = WordsAfterDashes.of(words);
        if (command.isEmpty()) {
            throw Failure.wrongUsage("no command was given", "Write it after --: spark exec " + name + " -- make test");
        }
        if (timeout != null && !format.isJson()) {
            throw Failure.wrongUsage("--timeout goes with -o json", "Without, end the command with Ctrl-C.");
        }
        var environment = Assignments.parse("--env", env, session.surroundings().environment()::get);
        var terminal = session.surroundings().terminal();
        var atOne = terminal.isIn() && terminal.isOut();
        var withTty = !format.isJson() && (tty == null ? atOne : tty && canHaveTerminal(terminal.isIn()));
        if (withTty) {
            describeTerminal(environment);
        }
        var remote = new RemoteCommand(
                command,
                environment,
                directory,
                withTty ? terminal.size() : null,
                input || (withTty && (tty == null || atOne)));
        return format.isJson() ? askOnce(address, remote) : run(address, remote);
    }

    /** As ssh does: which terminal it is at the other end. */
    private void describeTerminal(Map<String, String> environment) {
        for (var name : List.of("TERM", "COLORTERM")) {
            var own = session.surroundings().variable(name);
            if (own != null) {
                environment.putIfAbsent(name, own);
            }
        }
    }

    private boolean canHaveTerminal(boolean inIsTerminal) {
        if (!inIsTerminal) {
            session.output().note("spark: no terminal for the command: standard input is not one");
        }
        return inIsTerminal;
    }

    private int run(String address, RemoteCommand remote) {
        try (var warning = SleepWarning.during(session, address)) {
            return new RemoteExec(session.api(), session.surroundings(), session.output()::progress)
                    .run(address, remote);
        } catch (OutputClosed e) {
            return InSpark.BROKEN_PIPE;
        }
    }

    private int askOnce(String address, RemoteCommand remote) {
        if (input) {
            throw Failure.wrongUsage("-o json runs a command without input", "Leave out -i, or -o json.");
        }
        var body = remote.json();
        if (timeout != null) {
            body.put("timeout", timeout);
        }
        var call = Request.post(Sparks.path(address, "exec").toString(), body);
        var answer = session.api()
                .call(call.about(Sparks.about(address)).within(LONGEST).once());
        session.output().body(answer.body());
        return answer.json().path("exit_code").asInt() & 0xff;
    }
}
