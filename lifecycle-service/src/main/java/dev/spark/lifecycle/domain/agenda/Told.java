package dev.spark.lifecycle.domain.agenda;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That something was told, and how often. It is told again as long as nothing comes of it, with longer and longer pauses. */
public record Told(int times, Instant at) {

    static Told after(@Nullable Told before, Instant now) {
        return new Told(before == null ? 1 : before.times() + 1, now);
    }

    Instant again(Rules rules) {
        Duration pause = rules.tellAgain().multipliedBy(1L << Math.min(times - 1, 16));
        return at.plus(pause.compareTo(rules.longestPause()) < 0 ? pause : rules.longestPause());
    }
}
