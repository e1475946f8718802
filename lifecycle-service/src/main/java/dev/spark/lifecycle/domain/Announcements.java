package dev.spark.lifecycle.domain;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStopped;
import dev.spark.events.SparkId;
import dev.spark.lifecycle.domain.SparkState.Tended;
import java.util.Optional;

/** What is told to everybody of a change: something only where it changed something. */
public final class Announcements {

    private static final String ASKED = "its owner asked for it";

    private Announcements() {}

    public static Optional<SparkEvent> of(SparkId id, SparkState before, Change change, SparkState after) {
        if (before.equals(after) || !(after instanceof Tended tended)) {
            return Optional.empty();
        }
        return switch (change) {
            case Change.Reached reached ->
                Optional.of(
                        switch (tended.desired()) {
                            case AWAKE -> new SparkStarted(id);
                            case ASLEEP -> new SparkAsleep(id, ASKED);
                            case STOPPED -> new SparkStopped(id);
                        });
            case Change.GaveUp(String reason) ->
                Optional.of(new SparkFailed(id, tended.desired().step(), reason));
            case Change.Built quiet -> Optional.empty();
            case Change.Ordered quiet -> Optional.empty();
            case Change.RemovalHeard quiet -> Optional.empty();
            case Change.Scaled quiet -> Optional.empty();
            case Change.Delayed quiet -> Optional.empty();
            case Change.Resumed quiet -> Optional.empty();
        };
    }
}
