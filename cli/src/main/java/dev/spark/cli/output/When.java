package dev.spark.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them: the time itself, in UTC, and how far it is from now. */
public final class When {
    private final Instant now;

    public When(Instant now) {
        this.now = now;
    }

    /** {@code 2026-03-01T14:00:00Z (in 2h)}. */
    public String of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS) + " (" + distance(at) + ")";
    }

    /** {@code in 2h}, {@code 3m ago}. */
    public String distance(Instant at) {
        var distance = Duration.between(now, at);
        return distance.isNegative() ? Durations.rough(distance.negated()) + " ago" : "in " + Durations.rough(distance);
    }
}
