package dev.spark.cli.sparks;

import dev.spark.cli.failure.Failure;
import java.util.regex.Pattern;

/**
 * What a spark is called on the command line. Checked before it goes anywhere: names end up in the arguments of ssh, where
 * one that began with a dash would be an option.
 */
public final class SparkName {
    private static final Pattern NEW = Pattern.compile("[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final String HOST_SUFFIX = ".spark";

    private SparkName() {}

    /** A name for a new spark: a DNS label of 3 to 40 characters. */
    public static String requireNew(String typed) {
        if (!NEW.matcher(typed).matches()) {
            throw Failure.wrongUsage(
                    "“" + typed + "” cannot be a spark's name",
                    "Use 3 to 40 of a-z, 0-9 and -, not at either end a dash; or leave the name out to get one.");
        }
        return typed;
    }

    /** The name or id of a spark, also as the host name that ssh knows it by: {@code demo.spark}. */
    public static String requireAddress(String typed) {
        var name = typed.endsWith(HOST_SUFFIX) ? typed.substring(0, typed.length() - HOST_SUFFIX.length()) : typed;
        if (!ADDRESS.matcher(name).matches()) {
            throw Failure.wrongUsage(
                    "“" + typed + "” cannot be a spark's name or id", "`spark list` shows the sparks you have.");
        }
        return name;
    }

    /** Whether it may be the name or id of a spark. */
    public static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** The host name ssh knows a spark by. */
    public static String host(String name) {
        return name + HOST_SUFFIX;
    }
}
