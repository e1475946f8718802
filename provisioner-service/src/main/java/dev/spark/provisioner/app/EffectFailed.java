package dev.spark.provisioner.app;

/** An effect on the outside did not work. The message is for people and holds no secrets. */
public final class EffectFailed extends RuntimeException {

    public enum Kind {
        /** It may work another time. */
        FAILED,
        /** The other side does not answer. */
        UNREACHABLE,
        /** It will be the same another time: what was asked for is wrong. */
        REJECTED
    }

    private final Kind kind;

    public EffectFailed(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
