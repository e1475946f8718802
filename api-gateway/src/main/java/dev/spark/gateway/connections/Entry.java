package dev.spark.gateway.connections;

import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;

/** What becomes of somebody who may connect to a spark: told from its state, never by knocking at its pod. */
sealed interface Entry {

    /** It runs. */
    record Open() implements Entry {}

    /** It sleeps, and is woken. */
    record Wakes() implements Entry {}

    /** It is being made, woken or brought back, and is waited for. */
    record Comes() implements Entry {}

    record Closed(Refusal refusal) implements Entry {}

    /** @param port the one that is wanted, {@link Dial#SSH} for commands */
    static Entry to(SparkView spark, int port) {
        String name = spark.name();
        return switch (spark.state()) {
            case SparkState.Running running -> new Open();
            case SparkState.Creating creating -> new Comes();
            case SparkState.Waking waking -> new Comes();
            case SparkState.Interrupted interrupted -> new Comes();
            case SparkState.FallingAsleep falling -> asleep(spark, port);
            case SparkState.Asleep asleep -> asleep(spark, port);
            case SparkState.Stopping stopping -> new Closed(Refusal.Stopped.of(name));
            case SparkState.Stopped stopped -> new Closed(Refusal.Stopped.of(name));
            case SparkState.Requested requested -> waits(name);
            case SparkState.Queued queued -> waits(name);
            case SparkState.QueuedToWake queued -> waits(name);
            case SparkState.Failed failed ->
                conflict("It failed: `spark status " + name + "` says why; then retry or delete it.");
            case SparkState.Deleting deleting -> conflict("It is being deleted.");
            case SparkState.Trashed trashed -> conflict("It is in the trash: `spark undelete " + spark.id() + "`.");
            case SparkState.Purged purged -> new Closed(new Refusal.NotFound("spark"));
        };
    }

    private static Entry asleep(SparkView spark, int port) {
        WakePolicy policy = spark.spec().wakePolicy();
        boolean wakes = policy == WakePolicy.ANY || policy == WakePolicy.SSH && port == Dial.SSH;
        return wakes ? new Wakes() : new Closed(Refusal.Stopped.byPolicy(spark.name()));
    }

    private static Entry waits(String name) {
        return conflict("It waits for a running slot: put another spark to sleep, or wait until `spark status " + name
                + "` says running.");
    }

    private static Entry conflict(String detail) {
        return new Closed(new Refusal.Conflict(detail));
    }
}
