package dev.spark.testing;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A part that is started by the first who asks for it; a start that failed is tried again by the next. */
final class Once<T> {

    private final Callable<T> start;
    private @Nullable T started;

    Once(Callable<T> start) {
        this.start = start;
    }

    synchronized T get() {
        var there = started;
        if (there == null) {
            there = start();
            started = there;
        }
        return there;
    }

    private T start() {
        try {
            return start.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
