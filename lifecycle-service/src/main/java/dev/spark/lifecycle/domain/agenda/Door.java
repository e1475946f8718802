package dev.spark.lifecycle.domain.agenda;

import java.time.Instant;

/**
 * What one replica of the gateway last said of the connections into a spark.
 *
 * @param bytesAt when something was last said on one of them
 * @param open how many are open
 * @param commands how many commands run on them that somebody waits for
 */
public record Door(Instant heardAt, Instant bytesAt, int open, int commands) {

    /** A replica of which nothing is heard has gone, and its connections with it. */
    boolean isThere(Rules rules, Instant now) {
        return !heardAt.plus(rules.staleAfter()).isBefore(now);
    }

    /** Until when it counts, though nothing is said. */
    Instant countsUntil(Rules rules) {
        return open > 0 ? bytesAt.plus(rules.silentSession()) : bytesAt;
    }
}
