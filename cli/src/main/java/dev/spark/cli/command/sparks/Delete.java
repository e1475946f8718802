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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark delete}: every spark named is asked to go before any is waited for. */
@Command(
        name = "delete",
        description =
                "Puts sparks in the trash, from where `spark undelete` brings them back; or removes them for good.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark delete demo                           kept for a while, files and database too",
            "  spark delete demo --purge                   removed for good, at once",
            "  spark delete demo other --no-wait",
            "  spark list -o json | jq -r '.items[].name' | xargs spark delete"
        })
public final class Delete implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The sparks' names or ids.")
    private List<String> names = List.of();

    @Option(names = "--purge", description = "Removes them, their files and databases for good; from the trash too.")
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
        var spark = session.sparks().get(address);
        session.sparks().delete(spark.address(), purge);
        return spark.address();
    }

    private void finish(String name, String address, Instant start) {
        if (!waiting.isWanted()) {
            session.output().line(name + " is being deleted");
            if (!purge) {
                session.output().passed("  get it back from the trash: spark undelete " + name);
            }
            return;
        }
        var last = follow(name, address);
        var took = Durations.exact(
                Duration.between(start, session.surroundings().time().now()));
        var ink = session.output().ink();
        if (last == null || !last.isTrashed()) {
            session.output().line(ink.bold(name) + " is deleted after " + took);
            return;
        }
        session.output().line(ink.bold(name) + " is in the trash after " + took);
        var purgeAt = last.purgeAt();
        var kept = purgeAt == null ? "" : "kept until " + session.when().of(purgeAt) + "; ";
        session.output().line(ink.faint("  " + kept + "get it back: spark undelete " + name));
    }

    /** The spark in the trash, none if nothing of it is left. */
    private @Nullable Spark follow(String name, String address) {
        try {
            session.output().progress("  deleting " + name);
            var last = session.follow().until(address, spark -> !spark.isBeingDeleted(), this::show, waiting.limit());
            session.output().progress(null);
            if (!last.isGone()) {
                throw stillThere(name, last);
            }
            return last;
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            return null;
        }
    }

    private void show(Spark spark) {
        var underWay = spark.steps().stream().filter(Spark.Step::isUnderWay).findFirst();
        session.output()
                .progress("  deleting " + spark.name()
                        + underWay.map(step -> ": " + step.name()).orElse(""));
    }

    private static Failure stillThere(String name, Spark last) {
        var why = last.stateReason() == null ? "" : " (" + last.stateReason() + ")";
        if (!last.isBeingDeleted()) {
            return new Failure(
                    ExitCode.FAILED,
                    name + " is " + last.stateInWords() + why + ": somebody has taken it back meanwhile",
                    "If it is to go all the same: spark delete " + name);
        }
        return new Failure(
                ExitCode.FAILED,
                name + " is still " + last.state() + why + "; the time to wait is over",
                "It goes on by itself. Look again: spark status " + name);
    }
}
