package dev.spark.cli.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gateway could not be reached, or asked to come back later: worth another try. */
public final class NotNow extends Exception {
    private final String what;
    private final boolean worthAnotherTry;
    private final @Nullable Duration retryAfter;

    public NotNow(String what, @Nullable Duration retryAfter, boolean worthAnotherTry, @Nullable Throwable cause) {
        super(what, cause);
        this.what = what;
        this.retryAfter = retryAfter;
        this.worthAnotherTry = worthAnotherTry;
    }

    /** What happened, in words for a person. */
    String what() {
        return what;
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
