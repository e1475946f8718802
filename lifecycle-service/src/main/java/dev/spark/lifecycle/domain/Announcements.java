package dev.spark.lifecycle.domain;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkInterrupted;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStopped;
import dev.spark.events.SparkEvent.SparkTrashed;
import dev.spark.events.SparkId;
import dev.spark.lifecycle.domain.SparkState.Tended;
import java.time.Instant;
import java.util.Optional;

/** What is told to everybody of a change: something only where it changed something. */
public final class Announcements {

    private static final String SCALED_BY_ANOTHER = "somebody scaled its deployment down; it is being started again";
    private static final String ASKED = "its owner asked for it";

    private Announcements() {}

    /**
     * What was ordered, as far as it is told again.
     *
     * @param reason absent where the owner asked for it
     * @param purgeAt until when it is kept, if it goes to the trash now
     */
    public record Ordered(Optional<String> reason, Instant purgeAt) {}

    public static Optional<SparkEvent> of(
            SparkId id, SparkState before, Change change, SparkState after, Ordered ordered) {
        if (before.equals(after) || !(after instanceof Tended tended)) {
            return Optional.empty();
        }
        return switch (change) {
            case Change.Reached reached ->
                Optional.of(
                        switch (tended.desired()) {
                            case AWAKE -> new SparkStarted(id);
                            case ASLEEP -> new SparkAsleep(id, ordered.reason().orElse(ASKED));
                            case STOPPED -> new SparkStopped(id);
                            case TRASHED -> new SparkTrashed(id, ordered.purgeAt());
                        });
            case Change.GaveUp(String reason) ->
                Optional.of(new SparkFailed(id, tended.desired().step(), reason));
            case Change.Built quiet -> Optional.empty();
            case Change.Ordered quiet -> Optional.empty();
            case Change.RemovalHeard quiet -> Optional.empty();
            case Change.Scaled scaled ->
                before instanceof SparkState.Settled && after instanceof SparkState.Moving
                        ? Optional.of(new SparkInterrupted(id, SCALED_BY_ANOTHER))
                        : Optional.empty();
            case Change.Delayed quiet -> Optional.empty();
            case Change.Resumed quiet -> Optional.empty();
        };
    }
}
