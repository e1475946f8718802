package dev.spark.lifecycle.domain.agenda;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkExpired;
import dev.spark.events.SparkEvent.SparkExpiring;
import dev.spark.events.SparkEvent.SparkPurgeDue;
import dev.spark.events.SparkId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a spark lives, or is kept in the trash.
 *
 * @param expiresAt when its time to live ends; never, if absent
 * @param warned the last warning that was told, or did not apply, by how long before the end it is; none, if absent
 * @param purgeAt until when it is kept in the trash; it is not there, if absent
 * @param told what was told of the end that nothing has come of; nothing, if absent
 */
public record Life(
        @Nullable Instant expiresAt,
        @Nullable Duration warned,
        @Nullable Instant purgeAt,
        @Nullable Told told) {

    static final Life UNTIL_DELETED = new Life(null, null, null, null);

    /** One that ends then. A warning that is due at once is none: whoever set the end knows. */
    static Life until(@Nullable Instant expiresAt, Rules rules, Instant now) {
        if (expiresAt == null) {
            return UNTIL_DELETED;
        }
        Duration left = Duration.between(now, expiresAt);
        Duration warned = rules.warnings().stream()
                .filter(warning -> warning.compareTo(left) >= 0)
                .reduce((longer, shorter) -> shorter)
                .orElse(null);
        return new Life(expiresAt, warned, null, null);
    }

    Life trashed(Instant keptUntil) {
        return new Life(expiresAt, warned, keptUntil, null);
    }

    /** It is not in the trash, or no more. */
    Life notTrashed() {
        return purgeAt == null ? this : new Life(expiresAt, warned, null, null);
    }

    /** When there is something to say next; never, if empty. */
    Optional<Instant> dueAt(Rules rules) {
        Instant end = purgeAt != null ? purgeAt : expiresAt;
        if (end == null) {
            return Optional.empty();
        }
        if (told != null) {
            return Optional.of(told.again(rules));
        }
        return Optional.of(
                purgeAt != null ? end : nextWarning(rules).map(end::minus).orElse(end));
    }

    /** What there is to say now. Of several warnings that are due the last. */
    Optional<SparkEvent> due(SparkId spark, Rules rules, Instant now) {
        if (dueAt(rules).filter(at -> !at.isAfter(now)).isEmpty()) {
            return Optional.empty();
        }
        if (purgeAt != null) {
            return Optional.of(new SparkPurgeDue(spark, purgeAt));
        }
        Instant end = Objects.requireNonNull(expiresAt);
        Duration left = Duration.between(now, end);
        return Optional.of(
                left.isPositive() ? new SparkExpiring(spark, end, lastDue(rules, left)) : new SparkExpired(spark, end));
    }

    /** After that was said. */
    Life told(SparkEvent event, Instant now) {
        return event instanceof SparkExpiring expiring
                ? new Life(expiresAt, expiring.left(), purgeAt, told)
                : new Life(expiresAt, warned, purgeAt, Told.after(told, now));
    }

    private Optional<Duration> nextWarning(Rules rules) {
        return rules.warnings().stream()
                .filter(warning -> warned == null || warning.compareTo(warned) < 0)
                .findFirst();
    }

    private static Duration lastDue(Rules rules, Duration left) {
        return rules.warnings().stream()
                .filter(warning -> warning.compareTo(left) >= 0)
                .reduce((longer, shorter) -> shorter)
                .orElse(left);
    }
}
