package dev.spark.cli.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gateway could not be reached, or asked to come back later: worth another try. */
public final class NotNow extends Exception {
    private final String what;
    private final @Nullable String advice;
    private final boolean worthAnotherTry;
    private final @Nullable Duration retryAfter;

    /**
     * The way there is closed.
     *
     * @param advice what to do about it, where more is known than that there is no answer
     */
    NotNow(String what, @Nullable String advice, boolean worthAnotherTry, Throwable cause) {
        super(what, cause);
        this.what = what;
        this.advice = advice;
        this.retryAfter = null;
        this.worthAnotherTry = worthAnotherTry;
    }

    /**
     * It said so itself.
     *
     * @param advice what it said about it, if anything
     * @param retryAfter when to come back, if it said so
     */
    NotNow(String what, @Nullable String advice, @Nullable Duration retryAfter) {
        super(what);
        this.what = what;
        this.advice = advice;
        this.retryAfter = retryAfter;
        this.worthAnotherTry = true;
    }

    /** What happened, in words for a person. */
    String what() {
        return what;
    }

    /** What to do about it, if more is known than the usual. */
    @Nullable
    String advice() {
        return advice;
    }

    /** Whether waiting may help: it does not against a host that does not exist. */
    boolean worthAnotherTry() {
        return worthAnotherTry;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
