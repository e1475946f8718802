package dev.spark.lifecycle.domain.agenda;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last that one measure of a spark's use said.
 *
 * @param known whether it could be measured
 * @param ever whether it ever could be, this time that the spark runs
 * @param active whether it said that the spark is used
 * @param activeAt when it last said so, or could not say otherwise
 * @param detail for people: what was measured, and what would count
 */
public record Reading(
        Instant heardAt,
        boolean known,
        boolean ever,
        boolean active,
        @Nullable Instant activeAt,
        String detail) {

    boolean isFresh(Rules rules, Instant now) {
        return known && !heardAt.plus(rules.staleAfter()).isBefore(now);
    }
}
