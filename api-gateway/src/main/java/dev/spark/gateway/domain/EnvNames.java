package dev.spark.gateway.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Environment variables that an owner may set. */
public final class EnvNames {

    private static final int LONGEST = 128;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Set<String> OF_THE_LOGIN = Set.of("HOME", "USER", "LOGNAME", "SHELL", "PWD");

    /** Each names a file or library to run before the login. */
    private static final Set<String> BEFORE_THE_LOGIN = Set.of("BASH_ENV", "ENV");

    /** The PATH of a session, as the owner may name it in theirs. */
    private static final Pattern SESSION_PATH = Pattern.compile("\\$(?:PATH\\b|\\{PATH\\})");

    private EnvNames() {}

    /** The rule that a name breaks, for people; empty for a good one. */
    public static Optional<String> brokenRule(String name) {
        if (!SHAPE.matcher(name).matches()) {
            return Optional.of("must be letters, digits and '_', not beginning with a digit");
        }
        if (name.length() > LONGEST) {
            return Optional.of("must have a name of at most " + LONGEST + " characters");
        }
        if (name.startsWith("SPARK_")) {
            return Optional.of("cannot be set: what begins with SPARK_ is the spark's own");
        }
        if (name.equals("DATABASE_URL")) {
            return Optional.of(
                    "cannot be set: it is the address of the spark's own database; choose another name for yours");
        }
        if (OF_THE_LOGIN.contains(name)) {
            return Optional.of(
                    "cannot be set: the login sets it; a program that needs another gets it in its own command");
        }
        if (BEFORE_THE_LOGIN.contains(name) || name.startsWith("LD_")) {
            return Optional.of("cannot be set: it would load code before the login; set it in ~/.bashrc");
        }
        return Optional.empty();
    }

    /** The rule that a value breaks for what its variable is; empty for a good one. */
    public static Optional<String> brokenRule(String name, String value) {
        return !name.equals("PATH") || findsPrograms(value)
                ? Optional.empty()
                : Optional.of("would leave no program to be found: put $PATH in it, as in $PATH:/opt/mine/bin");
    }

    /** Whether the system's own folders are still in it. */
    private static boolean findsPrograms(String path) {
        return SESSION_PATH.matcher(path).find() || List.of(path.split(":")).contains("/usr/bin");
    }
}
