package dev.spark.local.stack.process;

import java.time.Duration;

/** How long to wait before the next start of something that keeps dying: 0.1 s at first, twice as long each time, 1 s at most. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONG_LIFE = Duration.ofSeconds(10);

    private Duration next = FIRST;

    /** @param lived how long it has lived this time; a long life makes up for earlier deaths */
    public Duration afterALifeOf(Duration lived) {
        if (lived.compareTo(LONG_LIFE) >= 0) {
            next = FIRST;
        }
        var pause = next;
        var doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
