package dev.spark.kit.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** When the inbox last got a batch done, and since when it has been busy with one. */
@ApplicationScoped
public class Progress {

    private final Clock clock;
    private volatile Instant lastEnded;
    private volatile Optional<Instant> busySince = Optional.empty();

    Progress(Clock clock) {
        this.clock = clock;
        this.lastEnded = clock.instant();
    }

    void began() {
        busySince = Optional.of(clock.instant());
    }

    void ended() {
        lastEnded = clock.instant();
        busySince = Optional.empty();
    }

    public Instant lastEnded() {
        return lastEnded;
    }

    public Optional<Instant> busySince() {
        return busySince;
    }
}
