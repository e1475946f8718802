package dev.spark.provisioner.domain;

import java.time.Duration;

/**
 * How long is waited for what.
 *
 * @param building until a spark that does not come up has failed
 * @param recovering until a spark that went down and does not come back has failed
 * @param removing until a removal is reported overdue
 * @param firstPause between two tries; it doubles
 * @param longestPause between two tries
 * @param longestPauseUnreachable between two tries where the other side does not answer: short, so that work goes on soon
 *     after its return
 */
public record Limits(
        Duration building,
        Duration recovering,
        Duration removing,
        Duration firstPause,
        Duration longestPause,
        Duration longestPauseUnreachable) {

    /** How long a container may seem down before it is said to be. */
    public static final Duration DOUBT = Duration.ofSeconds(2);

    Duration pause(int failures, Change.Cause cause) {
        Duration longest = switch (cause) {
            case FAILED, WAITING -> longestPause;
            case UNREACHABLE -> longestPauseUnreachable;
        };
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures, 16));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
