package dev.spark.local.stack.doctor;

import java.util.Locale;

/**
 * What one check has found.
 *
 * @param what was looked at
 * @param found in a few words, with what to do if it is not fine
 */
public record Finding(Verdict verdict, String what, String found) {

    /** How bad it is. */
    public enum Verdict {
        OK,
        /** Something is not possible, the rest is. */
        WARN,
        /** Spark does not work here. */
        FAIL
    }

    static Finding ok(String what, String found) {
        return new Finding(Verdict.OK, what, found);
    }

    static Finding warn(String what, String found) {
        return new Finding(Verdict.WARN, what, found);
    }

    static Finding fail(String what, String found) {
        return new Finding(Verdict.FAIL, what, found);
    }

    public boolean isFailure() {
        return verdict == Verdict.FAIL;
    }

    public String line() {
        return String.format(Locale.ROOT, "%-4s  %-14s  %s", verdict.name().toLowerCase(Locale.ROOT), what, found);
    }
}
