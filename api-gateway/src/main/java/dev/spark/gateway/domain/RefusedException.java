package dev.spark.gateway.domain;

import java.util.Objects;

/** Carries a {@link Refusal} out of a transaction, which it rolls back. */
public final class RefusedException extends RuntimeException {

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return Objects.requireNonNull(refusal);
    }
}
