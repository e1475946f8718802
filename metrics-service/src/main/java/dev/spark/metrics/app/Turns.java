package dev.spark.metrics.app;

import java.time.Duration;
import java.util.Optional;

/** Has each beat measured by one replica. */
public interface Turns {

    /** Takes the beat that is due: how long ago the one before was taken. Empty where none is due, or it is another's. */
    Optional<Duration> take();
}
