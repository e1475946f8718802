package dev.spark.cli.http;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.surroundings.Time;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/** Tries again for a short while, so that a gateway that restarts is a pause and not a failure. */
public final class Patience {
    /** A restart of the gateway fits in. */
    public static final Duration USUAL = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** One try. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws NotNow;
    }

    private final Time time;
    private final Duration limit;
    private final Consumer<String> progress;

    /** @param progress is told, before each pause, what is being waited for */
    public Patience(Time time, Duration limit, Consumer<String> progress) {
        this.time = time;
        this.limit = limit;
        this.progress = progress;
    }

    /**
     * Runs the attempt until it answers.
     *
     * @throws Failure with {@link ExitCode#UNREACHABLE} when the patience is at its end, or when the gateway wants to be
     *     left alone for longer than that
     */
    public <T> T run(URI gateway, Attempt<T> attempt) {
        var giveUpAt = time.now().plus(limit);
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                return attempt.run();
            } catch (NotNow e) {
                var wait = e.retryAfter() == null ? pause : e.retryAfter();
                var tooLate = time.now().plus(wait).isAfter(giveUpAt);
                if (!e.worthAnotherTry() || tooLate || Thread.currentThread().isInterrupted()) {
                    throw unreachable(gateway, e);
                }
                progress.accept(e.what() + ", trying again");
                time.pause(wait);
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    /** Waits by the same clock. */
    void pause(Duration duration) {
        time.pause(duration);
    }

    private static Failure unreachable(URI gateway, NotNow reason) {
        var after = reason.retryAfter();
        var advice = after != null
                ? "Try again in " + Math.max(1, after.toSeconds()) + " s."
                : "Check that it runs (on your own machine: spark up, spark doctor) and that " + gateway + " is right.";
        if (reason.advice() != null) {
            advice = reason.advice();
        }
        return new Failure(ExitCode.UNREACHABLE, reason.what(), advice, reason);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
