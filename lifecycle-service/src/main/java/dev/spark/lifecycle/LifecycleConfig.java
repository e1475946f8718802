package dev.spark.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Everything an operator may tune about how sparks sleep and wake. */
@ConfigMapping(prefix = "spark.lifecycle")
public interface LifecycleConfig {

    /** The namespace that sparks live in, with the rights of deploy/kubernetes/rbac.yaml. */
    @WithDefault("sparks")
    String namespace();

    Limits limits();

    Reconciler reconciler();

    /** How long is waited for what. Outages of the cluster do not count. */
    interface Limits {

        /** Until a spark that does not wake has failed. */
        @WithDefault("5m")
        Duration waking();

        /** Until a spark that does not stop running has failed. It goes on. */
        @WithDefault("5m")
        Duration resting();

        /** The first pause between two tries; it doubles. */
        @WithDefault("250ms")
        Duration firstPause();

        /** The longest pause between two tries. */
        @WithDefault("30s")
        Duration longestPause();

        /** The longest pause where the cluster does not answer. */
        @WithDefault("4s")
        Duration longestPauseUnreachable();
    }

    interface Reconciler {

        /** How many sparks are worked on at once. */
        @WithDefault("16")
        int concurrency();

        /** How many sparks are looked after at once on a sweep. */
        @WithDefault("4")
        int sweepConcurrency();

        /** How often every spark is looked at though nothing was told about it. */
        @WithDefault("60s")
        Duration sweep();

        /** Work that waits longer than this without any progress means that the reconciler is stuck. */
        @WithDefault("120s")
        Duration stuckAfter();
    }
}
