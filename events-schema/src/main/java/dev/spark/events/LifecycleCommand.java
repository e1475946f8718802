package dev.spark.events;

import org.jspecify.annotations.Nullable;

/** What the lifecycle service is asked for, on {@link Topics#LIFECYCLE}. The last one that was said holds. */
public sealed interface LifecycleCommand extends Command {

    /**
     * Have it run no longer; a connection may have it woken.
     *
     * @param reason for people; absent where its owner asked for it
     */
    @WireName("spark.sleep.v1")
    record SleepSpark(SparkId sparkId, @Nullable String reason, String requestedBy) implements LifecycleCommand {
        public SleepSpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Have it run. One that runs is left alone. */
    @WireName("spark.wake.v1")
    record WakeSpark(SparkId sparkId, String requestedBy) implements LifecycleCommand {
        public WakeSpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Have it run no longer until somebody asks for it by name. */
    @WireName("spark.stop.v1")
    record StopSpark(SparkId sparkId, String requestedBy) implements LifecycleCommand {
        public StopSpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Have it run no longer, and keep all it has until it is due to be purged. */
    @WireName("spark.trash.v1")
    record TrashSpark(SparkId sparkId, String requestedBy) implements LifecycleCommand {
        public TrashSpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }
}
