package dev.spark.kit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What every service is told. */
@ConfigMapping(prefix = "spark")
public interface KitConfig {

    /** The service's name, which is also its schema, its consumer group and its source in messages. */
    String service();

    Inbox inbox();

    Outbox outbox();

    Ops ops();

    /**
     * A folder of failpoints, for tests only: the process kills itself where it passes a point of which the folder has a
     * file, and takes the file away first.
     */
    Optional<String> failpoints();

    /**
     * How wrong the clock of this service is, for trying what a wrong clock does; for one service of a stack
     * {@code spark.clock-skew-of.SERVICE}.
     */
    @WithDefault("0s")
    Duration clockSkew();

    interface Inbox {

        /** The topics it reads, comma-separated. */
        String topics();

        /** How often a failing message is tried again at once before it is parked. */
        @WithDefault("3")
        int attempts();

        /** How long the first pause between two attempts is; it doubles. */
        @WithDefault("100ms")
        Duration backoff();

        /** How long a parked message waits for its first next attempt; it doubles, up to an hour. */
        @WithDefault("30s")
        Duration parkedFor();

        /** How long handled ids are remembered: longer than the topics keep commands. */
        @WithDefault("30d")
        Duration remembers();

        /** A consumer with work before it that makes no progress for this long is not alive. */
        @WithDefault("60s")
        Duration stuckAfter();
    }

    interface Outbox {

        /** How often the relay looks for what a crash or another replica left. */
        @WithDefault("250ms")
        Duration sweep();

        /** How long a replica may relay without renewing its lease. */
        @WithDefault("3s")
        Duration lease();

        /** How many messages are published before their rows are removed. */
        @WithDefault("500")
        int batch();

        /** A round that waits longer for the database fails, and the next one begins. */
        @WithDefault("10s")
        Duration databaseAnswersWithin();
    }

    interface Ops {

        /** The bearer token of the operator's calls. Without one they are not there. */
        Optional<String> token();
    }
}
