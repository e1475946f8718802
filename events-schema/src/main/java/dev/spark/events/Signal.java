package dev.spark.events;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one source says about whether a spark is in use.
 *
 * @param activeAt when it last said that it is; never since the spark runs, if absent
 * @param detail for people: what was measured, and what would count
 */
public record Signal(Kind kind, Level level, @Nullable Instant activeAt, String detail) {

    public Signal {
        Require.present("kind", kind);
        Require.present("level", level);
        Require.present("detail", detail);
    }

    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum Kind {
        /** Bytes on connections through the gateway. */
        CONNECTIONS,
        /** Commands that the gateway runs in it. */
        EXEC,
        /** What its pod computes. */
        CPU,
        /** What its pod sends and receives. */
        NETWORK,
        /** Statements in its database. */
        DATABASE
    }

    /** Unknown counts as active. */
    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum Level {
        ACTIVE,
        QUIET,
        UNKNOWN
    }
}
