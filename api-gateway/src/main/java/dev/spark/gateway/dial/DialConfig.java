package dev.spark.gateway.dial;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the gateway reaches sparks. */
@ConfigMapping(prefix = "spark.gateway")
public interface DialConfig {

    /** {@code direct}: by the pod's IP, for a gateway in the cluster. {@code api}: through the API server, from anywhere. */
    @WithDefault("direct")
    Way dial();

    /** The namespace of the sparks. */
    @WithDefault("sparks")
    String namespace();

    /** How long one attempt to connect may take. */
    @WithDefault("4s")
    Duration connectTimeout();

    /** How long one attempt to connect to a spark that wakes may take: it is tried again soon. */
    @WithDefault("1s")
    Duration knockTimeout();

    /** How long a running spark that does not answer is tried again. */
    @WithDefault("10s")
    Duration dialFor();

    /** The pause between two attempts. */
    @WithDefault("300ms")
    Duration dialPause();

    enum Way {
        DIRECT,
        API
    }
}
