package dev.spark.cli.command.sparks;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.json.Json;
import dev.spark.cli.output.Durations;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import java.time.Duration;
import java.time.Instant;

/**
 * What {@code spark sleep} and {@code spark stop} do, and {@code spark retry} of one that failed at it: ask for it, and wait
 * until nothing of the spark runs.
 */
final class Rest {
    private final Session session;
    private final Waiting waiting;
    private final Format format;

    Rest(Session session, Waiting waiting, Format format) {
        this.session = session;
        this.waiting = waiting;
        this.format = format;
    }

    /** @param change as the API calls it: {@code sleep} */
    int ask(String name, String change) {
        var start = session.surroundings().time().now();
        var answer = session.sparks().ask(SparkName.requireAddress(name), change, Json.object());
        var spark = Spark.of(answer.json());
        if (!waiting.isWanted()) {
            if (format.isJson()) {
                session.output().body(answer.body());
            } else {
                session.output().line(spark.name() + " is " + spark.stateInWords());
            }
            return 0;
        }
        return reach(spark, start);
    }

    /** Waits until the spark, which is coming to rest, has come to it, and says so. */
    int reach(Spark spark, Instant start) {
        var rests = checked(await(spark));
        if (format.isJson()) {
            session.output().body(session.sparks().answer(rests.address()).body());
            return 0;
        }
        var took = Durations.exact(
                Duration.between(start, session.surroundings().time().now()));
        var ink = session.output().ink();
        session.output().line(ink.bold(rests.name()) + " is " + ink.state(rests.state()) + " after " + took);
        return 0;
    }

    private Spark await(Spark spark) {
        if (!spark.isComingToRest()) {
            return spark;
        }
        show(spark);
        var last = session.follow().until(spark.address(), now -> !now.isComingToRest(), this::show, waiting.limit());
        session.output().progress(null);
        return last;
    }

    private void show(Spark spark) {
        session.output().progress("  " + spark.name() + " is " + spark.stateInWords());
    }

    private static Spark checked(Spark spark) {
        if (spark.isFailed()) {
            throw new Failure(
                    ExitCode.FAILED,
                    spark.name() + " failed" + (spark.stateReason() == null ? "" : ": " + spark.stateReason()),
                    "`spark retry " + spark.name() + "` tries again.");
        }
        if (spark.isComingToRest()) {
            throw new Failure(
                    ExitCode.FAILED,
                    spark.name() + " is still " + spark.stateInWords() + "; the time to wait is over",
                    "It goes on by itself. Look again: spark status " + spark.name());
        }
        return spark;
    }
}
