package dev.spark.gateway.domain;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the API writes them: {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d}. */
public final class Durations {

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    public static Optional<Duration> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "d" -> Duration.ofDays(count);
                    case "h" -> Duration.ofHours(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofSeconds(count);
                });
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
