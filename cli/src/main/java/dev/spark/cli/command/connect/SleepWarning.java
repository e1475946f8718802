package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Request;
import dev.spark.cli.output.Printable;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.Sparks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says on the terminal of somebody who is in a spark, a minute before it falls asleep for want of use, that it will. Asks the
 * gateway beside the session, which counts as no use, and seldom: when it would be time, if nothing happened in between.
 */
final class SleepWarning implements AutoCloseable {
    private static final Duration AHEAD = Duration.ofSeconds(60);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Session session;
    private final String address;
    private @Nullable Instant warnedOf;
    private @Nullable Thread thread;

    private SleepWarning(Session session, String address) {
        this.session = session;
        this.address = address;
    }

    /** Watches until closed; does nothing where nobody reads it. */
    static SleepWarning during(Session session, String address) {
        var warning = new SleepWarning(session, address);
        var terminal = session.surroundings().terminal();
        if (terminal.isIn() && terminal.isErr()) {
            warning.thread = Thread.ofPlatform().daemon().name("sleep-warning").start(warning::watch);
        }
        return warning;
    }

    private void watch() {
        session.surroundings().time().pause(SHORTEST);
        while (!Thread.currentThread().isInterrupted()) {
            session.surroundings().time().pause(look());
        }
    }

    /** Warns if it is time, and returns after how long to look again. */
    private Duration look() {
        try {
            var request = Request.get(Sparks.path(address).toString()).about(Sparks.about(address));
            return look(Spark.of(session.impatientApi().call(request).json()));
        } catch (Failure e) {
            // Without an answer there is nothing to say.
            return LONGEST;
        }
    }

    private Duration look(Spark spark) {
        var now = session.surroundings().time().now();
        var sleepsAt = spark.isRunning() ? spark.sleepsAt() : null;
        if (sleepsAt == null) {
            return LONGEST;
        }
        var left = Duration.between(now, sleepsAt.minus(AHEAD));
        if (left.isPositive()) {
            return left.compareTo(SHORTEST) < 0 ? SHORTEST : left.compareTo(LONGEST) > 0 ? LONGEST : left;
        }
        if (!sleepsAt.equals(warnedOf)) {
            warnedOf = sleepsAt;
            warn(spark, Math.max(0, Duration.between(now, sleepsAt).toSeconds()));
        }
        return SHORTEST;
    }

    /** The terminal may be raw: each line begins at its left. */
    private void warn(Spark spark, long seconds) {
        var name = Printable.of(spark.name());
        var err = session.surroundings().err();
        err.print("\r\nspark: " + name + " falls asleep in " + seconds + " s: nothing in it counts as use (spark why "
                + name
                + ").\r\n       To keep it awake, from another terminal: spark hold " + name
                + " 2h --reason REASON\r\n");
        err.flush();
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
