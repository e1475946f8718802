package dev.spark.events;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a spark that runs, and what is concluded from it, on {@link Topics#ACTIVITY}. Nothing is lost with one of
 * them: the next one comes soon, and one that does not come is unknown and not none.
 */
public sealed interface Activity extends Message {

    /**
     * What a replica of the gateway has seen since it said so last. Said when a connection opens, while any is open, and when
     * the last one has closed.
     *
     * @param gateway which replica
     * @param over since when
     * @param open how many connections are open now
     * @param commands how many commands without a terminal are running now
     * @param bytes in both directions
     */
    @WireName("spark.connections-seen.v1")
    record ConnectionsSeen(SparkId sparkId, String gateway, Duration over, int open, int commands, long bytes)
            implements Activity {
        public ConnectionsSeen {
            Require.present("spark_id", sparkId);
            Require.present("gateway", gateway);
            Require.present("over", over);
        }
    }

    /**
     * What a spark used while it was watched. What could not be measured is absent.
     *
     * @param over how long was measured
     * @param cpuMillis thousandths of a core, on average
     * @param memoryBytes its working set, at the end
     * @param networkBytes sent and received by its pod
     * @param statements how many were running in its database at the end, or had run to the end in between
     */
    @WireName("spark.usage-measured.v1")
    record UsageMeasured(
            SparkId sparkId,
            Duration over,
            @Nullable Long cpuMillis,
            @Nullable Long memoryBytes,
            @Nullable Long networkBytes,
            @Nullable Long statements)
            implements Activity {
        public UsageMeasured {
            Require.present("spark_id", sparkId);
            Require.present("over", over);
        }
    }

    /**
     * What the signals of a spark that runs come to.
     *
     * @param activeAt when it was used last, as far as is known
     * @param sleepsAt when it will be put to sleep if nothing changes; absent where something keeps it awake
     */
    @WireName("spark.activity-assessed.v1")
    record ActivityAssessed(
            SparkId sparkId,
            Verdict verdict,
            List<Signal> signals,
            Instant activeAt,
            @Nullable Instant sleepsAt) implements Activity {
        public ActivityAssessed {
            Require.present("spark_id", sparkId);
            Require.present("verdict", verdict);
            signals = Require.list("signals", signals);
            Require.present("active_at", activeAt);
        }
    }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    enum Verdict {
        /** A hold keeps it awake, used or not. */
        HELD,
        /** A signal says that it is used. */
        ACTIVE,
        /** A signal does not say, which counts as active. */
        UNKNOWN,
        /** Nobody uses it. */
        IDLE
    }
}
