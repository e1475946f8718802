package dev.spark.gateway.domain;

import java.time.Instant;

/**
 * What keeps a spark awake for a while, used or not.
 *
 * @param name unique among the spark's holds
 * @param by the user who asked
 */
public record Hold(String name, Instant until, String reason, String by) {

    /** What a name must be. */
    public static final String RULE = "1 to 40 lower-case letters, digits and hyphens";

    private static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[a-z0-9-]{1,40}");

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
