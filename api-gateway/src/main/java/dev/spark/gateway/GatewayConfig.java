package dev.spark.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What an operator may tune of the gateway. */
@ConfigMapping(prefix = "spark.gateway")
public interface GatewayConfig {

    Quota quota();

    Defaults defaults();

    Limits limits();

    Events events();

    Oidc oidc();

    /** The folder of the templates; without it there is one, {@code default}, which is the image and nothing else. */
    Optional<String> templates();

    /** Whether the read model is rebuilt from the event log at start, while serving. */
    @WithDefault("false")
    boolean rebuildAtStart();

    /** The limits of the installation until {@code PUT /v1/quota} changes them. */
    interface Quota {

        /** How many sparks may run at once; more wait in the queue. */
        @WithDefault("10")
        int running();

        /** How many sparks there may be in all; more are refused. */
        @WithDefault("50")
        int total();

        /**
         * Whether a wake that finds no running slot has the spark of the same owner put to sleep that nobody has used for the
         * longest, instead of only waiting.
         */
        @WithDefault("false")
        boolean makeRoom();
    }

    /** What a spark gets where its owner does not say. */
    interface Defaults {

        /** The CPU limit, a Kubernetes quantity. */
        @WithDefault("2")
        String cpu();

        /** The memory limit, a Kubernetes quantity. */
        @WithDefault("4Gi")
        String memory();

        /** The size of the volume, a Kubernetes quantity. */
        @WithDefault("10Gi")
        String storage();

        /** How long it may be idle before it sleeps. */
        @WithDefault("30m")
        Duration idleTimeout();
    }

    /** The bounds of what may be asked for. */
    interface Limits {

        /** The smallest CPU limit. */
        @WithDefault("100m")
        String minCpu();

        /** The largest CPU limit. */
        @WithDefault("16")
        String maxCpu();

        /** The smallest memory limit. */
        @WithDefault("256Mi")
        String minMemory();

        /** The largest memory limit. */
        @WithDefault("64Gi")
        String maxMemory();

        /** The smallest volume. */
        @WithDefault("1Gi")
        String minStorage();

        /** The largest volume. */
        @WithDefault("500Gi")
        String maxStorage();

        /** The shortest time to live. */
        @WithDefault("1m")
        Duration minTtl();

        /** The longest time to live. */
        @WithDefault("3650d")
        Duration maxTtl();

        /** The shortest idle timeout. */
        @WithDefault("10s")
        Duration minIdleTimeout();

        /** The longest idle timeout. */
        @WithDefault("30d")
        Duration maxIdleTimeout();

        /** The longest hold. */
        @WithDefault("24h")
        Duration maxHold();

        /** How long {@code ?wait=} waits at most; longer ones are shortened. */
        @WithDefault("10m")
        Duration maxWait();
    }

    interface Events {

        /** How often a live stream without events says that it is alive. */
        @WithDefault("15s")
        Duration heartbeat();

        /** How often a live stream makes sure that its reader's token is still valid. */
        @WithDefault("5s")
        Duration recheck();

        /** How often the event log is asked for what other replicas appended. */
        @WithDefault("250ms")
        Duration poll();

        /** How many of the latest events are kept in memory for live streams; slower readers read from the log. */
        @WithDefault("2000")
        int kept();
    }

    /** How a token of the OIDC provider is read, where {@code quarkus.oidc.tenant-enabled} is true. */
    interface Oidc {

        /** The claim that names the user. */
        @WithDefault("preferred_username")
        String userClaim();

        /** The claim that lists the roles. */
        @WithDefault("groups")
        String roleClaim();

        /** The role that makes an admin; whoever lacks it is a member. */
        @WithDefault("spark-admin")
        String adminRole();
    }
}
