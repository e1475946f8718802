package dev.spark.lifecycle.domain.agenda;

import dev.spark.events.Activity.ConnectionsSeen;
import java.time.Duration;
import java.time.Instant;

/**
 * What one replica of the gateway last said of the connections into a spark.
 *
 * @param bytesAt when something was last said on one of them: more in a minute than clients that only say that they are alive
 * @param minute when the minute began in which bytes are being counted
 * @param bytes how many there were in it so far
 * @param open how many are open
 * @param commands how many commands run on them that somebody waits for
 */
public record Door(Instant heardAt, Instant bytesAt, Instant minute, long bytes, int open, int commands) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Door opened(ConnectionsSeen seen, Instant now) {
        return new Door(now, now, now, 0, seen.open(), seen.commands());
    }

    /** After its next report. Another connection is as much as something said. */
    Door with(ConnectionsSeen seen, Rules rules, Instant now) {
        if (seen.open() > open) {
            return opened(seen, now);
        }
        boolean over = !minute.plus(MINUTE).isAfter(now);
        long counted = seen.bytes() + (over ? 0 : bytes);
        boolean said = counted >= rules.connectionBytes();
        return new Door(
                now,
                said ? now : bytesAt,
                over || said ? now : minute,
                said ? 0 : counted,
                seen.open(),
                seen.commands());
    }

    /** A replica of which nothing is heard has gone, and its connections with it. */
    boolean isThere(Rules rules, Instant now) {
        return !heardAt.plus(rules.staleAfter()).isBefore(now);
    }

    /** Until when it counts, though nothing is said. */
    Instant countsUntil(Rules rules) {
        return open > 0 ? bytesAt.plus(rules.silentSession()) : bytesAt;
    }
}
