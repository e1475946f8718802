package dev.spark.lifecycle.domain;

import dev.spark.events.LifecycleCommand;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.StopSpark;
import dev.spark.events.LifecycleCommand.TrashSpark;
import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.SparkEvent;
import java.util.Optional;

/** What a message changes. What does not fit the state changes nothing: {@link Evolution} sees to that. */
public final class Hearing {

    private Hearing() {}

    public static Change of(LifecycleCommand command) {
        return switch (command) {
            case SleepSpark sleep -> new Change.Ordered(Desired.ASLEEP);
            case WakeSpark wake -> new Change.Ordered(Desired.AWAKE);
            case StopSpark stop -> new Change.Ordered(Desired.STOPPED);
            case TrashSpark trash -> new Change.Ordered(Desired.TRASHED);
        };
    }

    /** Empty for all that is of no concern here. */
    public static Optional<Change> of(SparkEvent event) {
        return switch (event) {
            case SparkEvent.SparkProvisioned provisioned -> Optional.of(new Change.Built());
            case SparkEvent.SparkDeletionRequested deletion -> Optional.of(new Change.RemovalHeard());
            case SparkEvent.SparkPurged purged -> Optional.of(new Change.RemovalHeard());
            case SparkEvent.SparkRequested other -> Optional.empty();
            case SparkEvent.SparkQueued other -> Optional.empty();
            case SparkEvent.SparkAdmitted other -> Optional.empty();
            case SparkEvent.SparkStepReached other -> Optional.empty();
            case SparkEvent.SparkStarted other -> Optional.empty();
            case SparkEvent.SparkInterrupted other -> Optional.empty();
            case SparkEvent.SparkRepaired other -> Optional.empty();
            case SparkEvent.SparkFailed other -> Optional.empty();
            case SparkEvent.SparkRetried other -> Optional.empty();
            case SparkEvent.SparkImageChanged other -> Optional.empty();
            case SparkEvent.SparkRootResetRequested other -> Optional.empty();
            case SparkEvent.SparkConfigured other -> Optional.empty();
            case SparkEvent.SparkKeysAuthorized other -> Optional.empty();
            case SparkEvent.SparkSleepRequested other -> Optional.empty();
            case SparkEvent.SparkAsleep other -> Optional.empty();
            case SparkEvent.SparkStopRequested other -> Optional.empty();
            case SparkEvent.SparkStopped other -> Optional.empty();
            case SparkEvent.SparkWakeRequested other -> Optional.empty();
            case SparkEvent.SparkFoundIdle other -> Optional.empty();
            case SparkEvent.SparkHeld other -> Optional.empty();
            case SparkEvent.SparkHoldReleased other -> Optional.empty();
            case SparkEvent.SparkExtended other -> Optional.empty();
            case SparkEvent.SparkExpiring other -> Optional.empty();
            case SparkEvent.SparkExpired other -> Optional.empty();
            case SparkEvent.SparkTrashRequested other -> Optional.empty();
            case SparkEvent.SparkTrashed other -> Optional.empty();
            case SparkEvent.SparkPurgeDue other -> Optional.empty();
            case SparkEvent.SparkUndeleted other -> Optional.empty();
        };
    }
}
