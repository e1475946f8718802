package dev.spark.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them: the time itself, in UTC, and how far it is from now. */
public final class When {
    private static final Duration IN_MINUTES = Duration.ofMinutes(2);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final Instant now;

    public When(Instant now) {
        this.now = now;
    }

    /** {@code 2026-03-01T14:00:00Z (in 2h)}. */
    public String of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS) + " (" + distance(at) + ")";
    }

    /** {@code in 2h}, {@code 3m ago}; to the nearest minute, so that what was asked for seven days is not in six. */
    public String distance(Instant at) {
        var distance = Duration.between(now, at);
        if (distance.isNegative()) {
            return Durations.rough(distance.negated()) + " ago";
        }
        return "in " + Durations.rough(distance.compareTo(IN_MINUTES) < 0 ? distance : distance.plus(HALF_A_MINUTE));
    }
}
