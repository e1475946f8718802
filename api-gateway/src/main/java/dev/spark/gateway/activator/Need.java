package dev.spark.gateway.activator;

import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.domain.SparkState;

/** What of the activator a spark needs: told from its state. */
enum Need {

    /** Connections to its Service are to come here: it can be woken by them, or it wakes already. */
    ACTIVATOR,

    /** They go to its pod, or nowhere: nobody is let wait for what a connection cannot bring about. */
    NOTHING,

    /** It is purged: its port is free. */
    NOTHING_EVER;

    /** The port in the spark that its Service has. */
    static final int SERVICE_PORT = Dial.SSH;

    static Need of(SparkState state, WakePolicy policy) {
        return switch (state) {
            case SparkState.FallingAsleep falling -> wakesBySsh(policy);
            case SparkState.Asleep asleep -> wakesBySsh(policy);
            case SparkState.Waking waking -> ACTIVATOR;
            // Whoever comes now is refused at the front door too.
            case SparkState.QueuedToWake queued -> NOTHING;
            case SparkState.Running running -> NOTHING;
            case SparkState.Interrupted interrupted -> NOTHING;
            case SparkState.Stopping stopping -> NOTHING;
            case SparkState.Stopped stopped -> NOTHING;
            case SparkState.Requested requested -> NOTHING;
            case SparkState.Queued queued -> NOTHING;
            case SparkState.Creating creating -> NOTHING;
            case SparkState.Failed failed -> NOTHING;
            case SparkState.Deleting deleting -> NOTHING;
            case SparkState.Trashed trashed -> NOTHING;
            case SparkState.Purged purged -> NOTHING_EVER;
        };
    }

    private static Need wakesBySsh(WakePolicy policy) {
        return switch (policy) {
            case ANY, SSH -> ACTIVATOR;
            case MANUAL -> NOTHING;
        };
    }
}
