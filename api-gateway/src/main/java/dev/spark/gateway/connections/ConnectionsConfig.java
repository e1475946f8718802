package dev.spark.gateway.connections;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How connections into sparks are watched. */
@ConfigMapping(prefix = "spark.gateway.connections")
public interface ConnectionsConfig {

    /** How often it is checked whether the owners of open connections still may have them. */
    @WithDefault("2s")
    Duration recheck();

    /** How often is told who is connected, beside each time that somebody is. */
    @WithDefault("5s")
    Duration report();

    /** How long a connection is held for a spark that is on its way. */
    @WithDefault("60s")
    Duration wakeWithin();

    /** How often a client is asked for a sign of life. */
    @WithDefault("20s")
    Duration ping();

    /** A client that is silent for this long, although it was asked, is gone. */
    @WithDefault("60s")
    Duration silence();
}
