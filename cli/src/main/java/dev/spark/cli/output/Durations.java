package dev.spark.cli.output;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as the API writes them, {@code 90s}, {@code 2h}, {@code 7d}, and as people read them. */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /** @throws IllegalArgumentException if it is not one */
    public static Duration parse(String text) {
        var match = SHORT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("“" + text + "” is not a duration such as 90s, 2h or 7d");
        }
        var amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
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
