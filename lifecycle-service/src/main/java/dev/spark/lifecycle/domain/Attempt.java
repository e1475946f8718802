package dev.spark.lifecycle.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * How it goes with what is being tried.
 *
 * @param failures how often in a row something went wrong
 * @param next nothing is tried before
 * @param deadline when waiting ends. It counts time in which something could be tried: an outage moves it
 * @param problem what went wrong last, for people
 */
public record Attempt(int failures, Instant next, Instant deadline, Optional<String> problem) {

    static Attempt until(Instant now, Instant deadline) {
        return new Attempt(0, now, deadline, Optional.empty());
    }

    Attempt failed(String reason, Instant again) {
        return new Attempt(failures + 1, again, deadline, Optional.of(reason));
    }

    Attempt due(Instant now) {
        return new Attempt(0, now, deadline, Optional.empty());
    }

    Attempt notBefore(Instant end) {
        return end.isAfter(deadline) ? new Attempt(failures, next, end, problem) : this;
    }
}
