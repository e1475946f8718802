package dev.spark.metrics.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last two samples of a counter that only grows.
 *
 * @param before absent where counting has just begun, or begun anew
 * @param repeats how often in a row nothing newer came: kubelets read the counters of a quiet pod less often than they are asked
 */
public record Course(Optional<Sample> before, Sample latest, int repeats) {

    /** Nothing newer for longer than that: what was measured then says nothing of now. */
    static final int PATIENCE = 3;

    /** How much it grew, and in what time. */
    public record Growth(Duration over, long amount) {

        /** As much of it as falls to a time of that length. */
        long within(Duration other) {
            return Math.round(amount * ((double) other.toNanos() / over.toNanos()));
        }
    }

    public static Course from(Sample first) {
        return new Course(Optional.empty(), first, 0);
    }

    public Course then(Sample next) {
        Instant last = latest.at();
        if (!next.at().isAfter(last)) {
            boolean clockSetBack = next.at().isBefore(last) && repeats >= PATIENCE;
            return clockSetBack ? from(next) : new Course(before, latest, repeats + 1);
        }
        return next.value() < latest.value() ? from(next) : new Course(Optional.of(latest), next, 0);
    }

    /** Absent rather than wrong. */
    public Optional<Growth> growth() {
        return before.filter(known -> repeats <= PATIENCE)
                .map(known -> new Growth(Duration.between(known.at(), latest.at()), latest.value() - known.value()));
    }
}
