package dev.spark.gateway.domain;

import java.util.Set;
import java.util.regex.Pattern;

/** Names of environment variables that an owner may set. */
public final class EnvNames {

    /** What is allowed, for people. */
    public static final String RULE =
            "must be letters, digits and '_', not beginning with a digit, at most 128, and not SPARK_…,"
                    + " DATABASE_URL, HOME, USER, LOGNAME, SHELL, PWD, BASH_ENV, ENV or LD_…";

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** Ours, or the login's; or would run a file or library before the login. */
    private static final Set<String> RESERVED =
            Set.of("DATABASE_URL", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "BASH_ENV", "ENV");

    private EnvNames() {}

    public static boolean isValid(String text) {
        return SHAPE.matcher(text).matches()
                && !text.startsWith("SPARK_")
                && !text.startsWith("LD_")
                && !RESERVED.contains(text);
    }
}
