package dev.spark.cli.surroundings;

import java.time.Duration;
import java.time.Instant;

/** The clock, and waiting by it. A test's time passes without anybody waiting. */
public interface Time {
    Instant now();

    /** Returns after that long, or at once with the thread's interrupt flag set if it is interrupted. */
    void pause(Duration duration);

    static Time system() {
        return new Time() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void pause(Duration duration) {
                try {
                    Thread.sleep(duration);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
