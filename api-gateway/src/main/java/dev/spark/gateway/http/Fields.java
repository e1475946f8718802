package dev.spark.gateway.http;

import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks of single fields and parameters; what does not pass is refused with its name and what is allowed. */
public final class Fields {

    private static final int LONGEST_NAME_IN_ANSWER = 100;

    private Fields() {}

    public static RefusedException invalid(String field, String rule) {
        return new RefusedException(new Refusal.Invalid(shortened(field), rule));
    }

    public static void check(boolean right, String field, String rule) {
        if (!right) {
            throw invalid(field, rule);
        }
    }

    /** The text, which must be there. */
    public static String required(@Nullable String value, String field) {
        if (value == null) {
            throw invalid(field, "is missing");
        }
        return value;
    }

    public static Optional<Duration> duration(@Nullable String value, String field, Duration min, Duration max) {
        if (value == null) {
            return Optional.empty();
        }
        Duration duration = Durations.parse(value).orElseThrow(() -> invalid(field, Durations.RULE));
        check(
                duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
                field,
                "must be between " + Durations.format(min) + " and " + Durations.format(max));
        return Optional.of(duration);
    }

    /** As {@link #duration}, where there may be no end: then it is empty for {@code never} and {@code 0} too. */
    public static Optional<Duration> durationOrNever(@Nullable String value, String field, Duration min, Duration max) {
        return value == null || Durations.isNever(value) ? Optional.empty() : duration(value, field, min, max);
    }

    public static Optional<Instant> time(@Nullable String value, String field) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            // In a query a plus may have become a space.
            return Optional.of(OffsetDateTime.parse(value.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            throw invalid(field, "must be an RFC 3339 time like 2026-01-31T12:00:00Z");
        }
    }

    public static int limit(@Nullable String value) {
        int limit = wholeNumber(value, "limit", 50, 500);
        check(limit >= 1, "limit", "must be between 1 and 500");
        return limit;
    }

    /** A position in the event log. */
    public static Optional<Long> position(@Nullable String value, String field) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        check(value.matches("[0-9]{1,18}"), field, "must be the position of an event, a whole number");
        return Optional.of(Long.parseLong(value));
    }

    public static boolean flag(@Nullable String value, String field) {
        check(
                value == null || value.equals("true") || value.equals("false") || value.isEmpty(),
                field,
                "must be true or false");
        return value != null && !value.equals("false");
    }

    private static int wholeNumber(@Nullable String value, String field, int absent, int max) {
        if (value == null) {
            return absent;
        }
        check(value.matches("[0-9]{1,9}") && Integer.parseInt(value) <= max, field, "must be between 1 and " + max);
        return Integer.parseInt(value);
    }

    static String shortened(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= LONGEST_NAME_IN_ANSWER ? plain : plain.substring(0, LONGEST_NAME_IN_ANSWER) + "…";
    }
}
