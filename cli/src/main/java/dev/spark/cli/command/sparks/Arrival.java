package dev.spark.cli.command.sparks;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.output.Durations;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.StepProgress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Waits for a spark that is on its way, showing its steps, and says how it came out. */
public final class Arrival {
    private final Session session;

    public Arrival(Session session) {
        this.session = session;
    }

    /**
     * Returns the spark once it runs.
     *
     * @throws Failure if it does not: it failed, was deleted, or the time is over
     */
    public Spark await(Spark spark, @Nullable Duration limit) {
        if (!spark.isComing()) {
            return checked(spark);
        }
        var output = session.output();
        var interrupts = session.surroundings().interrupts();
        var progress = new StepProgress(output);
        progress.accept(spark);
        try (var watch = interrupts.whenInterrupted(() -> output.failure(left(spark)))) {
            var arrived = session.follow().until(spark.address(), now -> !now.isComing(), progress, limit);
            output.progress(null);
            return checked(arrived);
        }
    }

    private static Failure left(Spark spark) {
        return new Failure(
                ExitCode.FAILED,
                spark.name() + " is still " + (spark.isWaking() ? "waking" : "being made")
                        + "; you have only stopped watching",
                "Watch it with `spark events " + spark.name() + " -f`, or take it away: spark delete " + spark.name());
    }

    private static Spark checked(Spark spark) {
        if (spark.isFailed()) {
            var reason = spark.stateReason() == null ? "" : ": " + spark.stateReason();
            throw new Failure(
                    ExitCode.FAILED,
                    spark.name() + " failed" + reason,
                    "`spark retry " + spark.name() + "` tries again, `spark status " + spark.name()
                            + "` shows its steps.");
        }
        if (spark.isGoing()) {
            throw new Failure(
                    ExitCode.FAILED, spark.name() + " was deleted meanwhile", "Make another one: spark create");
        }
        if (spark.isAsleep() || spark.isStopped()) {
            throw new Failure(
                    ExitCode.FAILED,
                    spark.name() + " is " + spark.stateInWords() + ": somebody has put it to rest meanwhile",
                    "`spark wake " + spark.name() + "` wakes it.");
        }
        if (spark.isComing()) {
            throw new Failure(
                    ExitCode.FAILED,
                    spark.name() + " is still " + spark.stateInWords() + "; the time to wait is over",
                    "It goes on by itself. Watch it: spark events " + spark.name() + " -f");
        }
        return spark;
    }

    /** “demo is running after 1.3 s”, and on a terminal, if wished, what can be done with it. */
    public void announce(Spark spark, Instant start, boolean withAdvice) {
        var output = session.output();
        var took = Durations.exact(
                Duration.between(start, session.surroundings().time().now()));
        var ink = output.ink();
        output.line(ink.bold(spark.name()) + " is " + ink.state(spark.state()) + " after " + took);
        if (withAdvice && output.isTerminal()) {
            output.line(ink.faint("  spark shell " + spark.name()));
        }
    }
}
