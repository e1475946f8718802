package dev.spark.cli.output;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the API writes them, {@code 90s}, {@code 1h30m}, {@code 7d}, and as people read them. */
public final class Durations {
    private static final String COUNT = "(\\d{1,9})";
    private static final Pattern SHAPE = Pattern.compile(
            "(?=.)(?:" + COUNT + "w)?(?:" + COUNT + "d)?(?:" + COUNT + "h)?(?:" + COUNT + "m)?(?:" + COUNT + "s)?");

    private Durations() {}

    /**
     * Reads each unit at most once, the larger before the smaller.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Duration parse(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("“" + text + "” is not a duration such as 90s, 1h30m, 7d or 2w");
        }
        return Duration.ofDays(7 * count(match.group(1)))
                .plusDays(count(match.group(2)))
                .plusHours(count(match.group(3)))
                .plusMinutes(count(match.group(4)))
                .plusSeconds(count(match.group(5)));
    }

    private static long count(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Whether it means no end, where there may be none: {@code never}, {@code 0} and {@code 0s}. */
    public static boolean isNever(String text) {
        return text.equals("never") || text.matches("0[wdhms]?");
    }

    /** One unit only, so that each gateway can read it: {@code 5400s} for {@code 1h30m}. */
    public static String inOneUnit(String text) {
        return text.matches("\\d+[dhms]") ? text : parse(text).toSeconds() + "s";
    }

    /** To the tenth of a second while that matters: {@code 1.3 s}, {@code 2 min 5 s}. */
    public static String exact(Duration duration) {
        var tenths = Math.max(0, duration.toMillis() / 100);
        if (tenths < 600) {
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        var seconds = duration.toSeconds();
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** In its largest unit, for columns: {@code 12s}, {@code 3m}, {@code 5h}, {@code 9d}. */
    public static String rough(Duration duration) {
        var seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86400 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }
}
