package dev.spark.lifecycle.domain;

import java.time.Duration;

/**
 * How long is waited for what.
 *
 * @param waking until a spark that does not wake has failed
 * @param resting until a spark that does not stop running has failed
 * @param firstPause between two tries; it doubles
 * @param longestPause between two tries
 * @param longestPauseUnreachable between two tries where the cluster does not answer
 */
public record Limits(
        Duration waking,
        Duration resting,
        Duration firstPause,
        Duration longestPause,
        Duration longestPauseUnreachable) {

    Duration patience(Desired desired) {
        return switch (desired) {
            case AWAKE -> waking;
            case ASLEEP, STOPPED, TRASHED -> resting;
        };
    }

    Duration pause(int failures, Change.Cause cause) {
        Duration longest = switch (cause) {
            case FAILED -> longestPause;
            case UNREACHABLE -> longestPauseUnreachable;
        };
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures, 16));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
