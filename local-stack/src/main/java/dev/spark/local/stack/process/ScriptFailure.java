package dev.spark.local.stack.process;

/** A command did not do what it was run for; the message says what it said. */
public final class ScriptFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ScriptFailure(String message) {
        super(message);
    }
}
