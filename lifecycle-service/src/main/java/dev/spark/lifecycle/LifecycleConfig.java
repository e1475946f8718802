package dev.spark.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Everything an operator may tune about how sparks sleep and wake. */
@ConfigMapping(prefix = "spark.lifecycle")
public interface LifecycleConfig {

    /** The namespace that sparks live in, with the rights of deploy/kubernetes/rbac.yaml. */
    @WithDefault("sparks")
    String namespace();

    Limits limits();

    Reconciler reconciler();

    Idle idle();

    Expiry expiry();

    Trash trash();

    Agenda agenda();

    /** By what it is judged whether a spark that runs is used. What is not known counts as used. */
    interface Idle {

        /** What was measured longer ago says nothing any more. */
        @WithDefault("60s")
        Duration staleAfter();

        /**
         * A node may never measure the network of a pod, though it measures its CPU: after that long it is judged without. Until
         * then it is unknown.
         */
        @WithDefault("5m")
        Duration doneWithoutAfter();

        /** How often an assessment is told that has not changed. */
        @WithDefault("60s")
        Duration assessEvery();

        Connections connections();

        Exec exec();

        Cpu cpu();

        Network network();

        Database database();

        /** Bytes on connections through the gateway. */
        interface Connections {

            /** Whether they count. */
            @WithDefault("true")
            boolean enabled();

            /**
             * How many in a minute are more than clients that only say that they are alive: SSH every 5 s sends about 1500, an
             * editor that was left open up to 4500.
             */
            @WithDefault("5000")
            long bytesPerMinute();

            /** For how long an open connection counts on which nothing is said. */
            @WithDefault("10m")
            Duration silentSession();
        }

        /** Commands without a terminal that the gateway runs. */
        interface Exec {

            /** Whether they count. */
            @WithDefault("true")
            boolean enabled();
        }

        /** What its pod computes. */
        interface Cpu {

            /** Whether it counts. */
            @WithDefault("true")
            boolean enabled();

            /** From how many thousandths of a core on. Being asked whether it is ready costs a spark up to 50. */
            @WithDefault("100")
            long millis();
        }

        /** What its pod sends and receives. */
        interface Network {

            /** Whether it counts. */
            @WithDefault("true")
            boolean enabled();

            /** From how many bytes a second on. */
            @WithDefault("4096")
            long bytesPerSecond();
        }

        /** Statements in its database. */
        interface Database {

            /** Whether they count. */
            @WithDefault("true")
            boolean enabled();
        }
    }

    /** How the end of a time to live is announced. */
    interface Expiry {

        /** How long before the end a spark is said to expire. Those that are longer than its time to live do not apply. */
        @WithDefault("48h,2h,30m")
        List<Duration> warnings();
    }

    interface Trash {

        /** How long what is in the trash is kept. */
        @WithDefault("7d")
        Duration kept();
    }

    /** How what is due is told. */
    interface Agenda {

        /** How often is looked for what is due. */
        @WithDefault("1s")
        Duration tick();

        /** The first pause before something is told again that nothing has come of; it doubles. */
        @WithDefault("1m")
        Duration tellAgain();

        /** The longest pause between two tellings. */
        @WithDefault("1h")
        Duration longestPause();
    }

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

        /** How often sparks, up to a thousand in turn, are looked at though nothing was told about them. */
        @WithDefault("60s")
        Duration sweep();

        /** Work that waits longer than this without any progress means that the reconciler is stuck. */
        @WithDefault("120s")
        Duration stuckAfter();
    }
}
