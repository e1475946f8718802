package dev.spark.cli.command.sparks;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.output.Durations;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark delete}: every spark named is asked to go before any is waited for. */
@Command(
        name = "delete",
        description = "Deletes sparks, with their files and databases, and waits until they are gone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark delete demo",
            "  spark delete demo other --no-wait",
            "  spark list -o json | jq -r '.items[].name' | xargs spark delete"
        })
public final class Delete implements Callable<Integer> {
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(10);

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The sparks' names or ids.")
    private List<String> names = List.of();

    @Option(names = "--purge", description = "Keeps nothing in the trash.")
    private boolean purge;

    @Mixin
    private Waiting waiting = new Waiting();

    private final Session session;

    public Delete(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var addresses = names.stream().map(SparkName::requireAddress).distinct().toList();
        var start = session.surroundings().time().now();
        var result = ExitCode.OK;
        Map<String, String> asked = new LinkedHashMap<>();
        for (var address : addresses) {
            try {
                asked.put(address, ask(address));
            } catch (Failure e) {
                session.output().failure(e);
                result = e.exitCode();
            }
        }
        for (var spark : asked.entrySet()) {
            try {
                finish(spark.getKey(), spark.getValue(), start);
            } catch (Failure e) {
                session.output().failure(e);
                result = e.exitCode();
            }
        }
        return result.number();
    }

    /** Returns the address that stays this spark's, even if its name becomes another's. */
    private String ask(String address) {
        if (!waiting.isWanted()) {
            session.sparks().delete(address, purge);
            return address;
        }
        var spark = session.sparks().get(address);
        session.sparks().delete(spark.address(), purge);
        return spark.address();
    }

    private void finish(String name, String address, Instant start) {
        if (!waiting.isWanted()) {
            session.output().line(name + " is being deleted");
            return;
        }
        var limit = waiting.limit() == null ? USUAL_LIMIT : waiting.limit();
        try {
            session.output().progress("  deleting " + name);
            var last = session.follow().until(address, Spark::isGone, this::show, limit);
            session.output().progress(null);
            if (!last.isGone()) {
                throw stillThere(name, last);
            }
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
        }
        var took = Durations.exact(
                Duration.between(start, session.surroundings().time().now()));
        session.output().line(session.output().ink().bold(name) + " is deleted after " + took);
    }

    private void show(Spark spark) {
        var underWay = spark.steps().stream().filter(Spark.Step::isUnderWay).findFirst();
        session.output()
                .progress("  deleting " + spark.name()
                        + underWay.map(step -> ": " + step.name()).orElse(""));
    }

    private static Failure stillThere(String name, Spark last) {
        var why = last.stateReason() == null ? "" : " (" + last.stateReason() + ")";
        return new Failure(
                ExitCode.FAILED,
                name + " is still " + last.state() + why + "; the time to wait is over",
                "It goes on by itself. Look again: spark status " + name);
    }
}
