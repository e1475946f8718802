package dev.spark.gateway.activator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the Services of resting sparks are led to the gateway. */
@ConfigMapping(prefix = "spark.gateway.activator")
public interface ActivatorConfig {

    /** The IP address at which the cluster reaches this replica: in a pod its own. Empty: there is no activator. */
    Optional<String> address();

    /** The address of this machine that is listened on. */
    @WithDefault("0.0.0.0")
    String host();

    Ports ports();

    /** How often the slices in the cluster are compared with what should be there, beside each change. */
    @WithDefault("60s")
    Duration sweep();

    /** How often a replica says that it lives. */
    @WithDefault("2s")
    Duration heartbeat();

    /** A replica that has not said so for this long is led to no more. */
    @WithDefault("10s")
    Duration forgottenAfter();

    /** How long a port is listened on after its slice is gone: nodes hear of that a moment later. */
    @WithDefault("3s")
    Duration linger();

    Held held();

    Wakes wakes();

    /** The ports, the same on all replicas. One belongs to a spark from its first rest until it is purged. */
    interface Ports {

        /** The first. */
        @WithDefault("21000")
        int first();

        /** How many: so many sparks that rest or have rested can be woken this way. */
        @WithDefault("1000")
        int count();
    }

    /** How many connections are held while sparks wake; more are closed at once. */
    interface Held {

        /** For all sparks, by this replica. */
        @WithDefault("1000")
        int total();

        /** For one spark, by this replica. */
        @WithDefault("100")
        int perSpark();
    }

    /** How many wakes connections may cause; others are closed at once. */
    interface Wakes {

        /** Of one spark. */
        @WithDefault("10")
        int perSpark();

        /** By one source address. It may stand for many where the cluster's network hides who connects. */
        @WithDefault("100")
        int perSource();

        /** In this time. */
        @WithDefault("5m")
        Duration within();
    }
}
