package dev.spark.lifecycle.app;

import dev.spark.lifecycle.domain.Change;

/** An effect on the outside did not work. The message is for people and holds no secrets. */
public final class EffectFailed extends RuntimeException {

    private final Change.Cause why;

    public EffectFailed(Change.Cause why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    public Change.Cause why() {
        return why;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
