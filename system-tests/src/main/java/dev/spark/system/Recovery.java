package dev.spark.system;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes after a kill until all is as it was asked to be, and how much of that after the killed part was ready again.
 * Prints it: machines differ, and under load it says little.
 */
public final class Recovery {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Recovery() {}

    /**
     * @param part that was just killed, or is going to kill itself while it recovers; a component of the cluster is no part
     * @param recovery returns when all is as it should be
     */
    public static void timed(Stack stack, String part, String what, Runnable recovery) {
        Instant began = Instant.now();
        var ready = new CompletableFuture<Instant>();
        Thread watch = Thread.ofVirtual()
                // One that was not seen to be ready in time has nothing to tell.
                .uncaughtExceptionHandler((thread, failure) -> {})
                .unstarted(() -> {
                    stack.awaitRestarted(part, began, LIMIT);
                    ready.complete(Instant.now());
                });
        if (stack.isPart(part)) {
            watch.start();
        }
        recovery.run();
        Instant recovered = Instant.now();
        System.out.printf(
                Locale.ROOT,
                "recovered from a kill, %s: %.1f s%s%n",
                what,
                seconds(began, recovered),
                stack.isPart(part) ? ", " + afterReady(ready.getNow(null), recovered, part) : "");
        watch.interrupt();
    }

    /** The service that crashes there. */
    public static String partOf(String failpoint) {
        return failpoint.substring(0, failpoint.indexOf('.'));
    }

    private static String afterReady(@Nullable Instant ready, Instant recovered, String part) {
        return ready == null
                ? "before " + part + " was seen to be ready again"
                : String.format(Locale.ROOT, "%.1f s after %s was ready again", seconds(ready, recovered), part);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
