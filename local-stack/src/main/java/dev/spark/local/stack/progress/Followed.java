package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status;
import java.util.Optional;

/** A stack that somebody waits for. */
public interface Followed {

    Optional<Status> status();

    /** Whether it is still at work. */
    boolean isAlive();

    /** Where to read more. */
    String log();

    /** Told when the waiting is over. */
    void waitingIsOver();
}
