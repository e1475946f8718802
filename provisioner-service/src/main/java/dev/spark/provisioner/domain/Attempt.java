package dev.spark.provisioner.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One go at getting a spark to where it is wanted.
 *
 * @param number counts them: 1 when it was ordered, one more for each retry and for the removal
 * @param failures how often in a row something went wrong
 * @param next nothing is tried before
 * @param deadline when waiting ends. It counts time in which something could be tried: an outage moves it
 * @param problem what went wrong last
 */
public record Attempt(int number, int failures, Instant next, Instant deadline, Optional<Problem> problem) {

    /** What went wrong, for people; holds no secrets. */
    public record Problem(Step step, String reason) {}

    static Attempt of(int number, Instant now, Duration patience) {
        return new Attempt(number, 0, now, now.plus(patience), Optional.empty());
    }

    Attempt failed(Problem problem, Instant next) {
        return new Attempt(number, failures + 1, next, deadline, Optional.of(problem));
    }

    /** Something succeeded: whatever failed before may be tried at its time, with short pauses again. */
    Attempt progressed() {
        return new Attempt(number, 0, next, deadline, problem);
    }

    /** Nothing is known to be wrong and there is work at once. */
    Attempt due(Instant now) {
        return new Attempt(number, 0, now, deadline, Optional.empty());
    }

    Attempt until(Instant later) {
        return later.isAfter(deadline) ? new Attempt(number, failures, next, later, problem) : this;
    }

    Attempt waitingFrom(Instant now, Duration patience) {
        return new Attempt(number, failures, next, now.plus(patience), problem);
    }
}
