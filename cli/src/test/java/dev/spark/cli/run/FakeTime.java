package dev.spark.cli.run;

import dev.spark.cli.surroundings.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Passes at once whatever is waited for, and never otherwise. */
public final class FakeTime implements Time {
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant now = START;
    private final List<Duration> pauses = new ArrayList<>();

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    public synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
