package dev.spark.gateway.domain;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the API writes them: {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d}; it reads {@code 1h30m} and {@code 1w} too. */
public final class Durations {

    /** What a duration may look like, for a refusal. */
    public static final String RULE = "must be a duration like 90s, 1h30m, 7d or 2w";

    private static final String COUNT = "([0-9]{1,9})";
    private static final Pattern SHAPE = Pattern.compile(
            "(?=.)(?:" + COUNT + "w)?(?:" + COUNT + "d)?(?:" + COUNT + "h)?(?:" + COUNT + "m)?(?:" + COUNT + "s)?");
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    /** Reads each unit at most once, the larger before the smaller. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(Duration.ofDays(7 * count(matcher.group(1)))
                        .plusDays(count(matcher.group(2)))
                        .plusHours(count(matcher.group(3)))
                        .plusMinutes(count(matcher.group(4)))
                        .plusSeconds(count(matcher.group(5))))
                : Optional.empty();
    }

    /** Whether it stands for no end at all, where there may be none: {@code never}, {@code 0} or {@code 0s}. */
    public static boolean isNever(String text) {
        return text.equals("never")
                || text.equals("0")
                || parse(text).filter(Duration::isZero).isPresent();
    }

    private static long count(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** In the largest unit that is exact. Parts of a second are dropped. */
    public static String format(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds != 0 && seconds % DAY == 0) {
            return seconds / DAY + "d";
        }
        if (seconds != 0 && seconds % HOUR == 0) {
            return seconds / HOUR + "h";
        }
        if (seconds != 0 && seconds % MINUTE == 0) {
            return seconds / MINUTE + "m";
        }
        return seconds + "s";
    }
}
