package dev.spark.cli.failure;

import org.jspecify.annotations.Nullable;

/**
 * Why a command did not succeed, in words for its user: one line of what happened, one of what to do.
 * Thrown anywhere, printed once at the top; a cause is for debugging and never shown.
 */
public final class Failure extends RuntimeException {
    private final ExitCode exitCode;
    private final String whatHappened;
    private final String whatToDo;
    private @Nullable String field;

    public Failure(ExitCode exitCode, String whatHappened, String whatToDo) {
        super(whatHappened);
        this.exitCode = exitCode;
        this.whatHappened = whatHappened;
        this.whatToDo = whatToDo;
    }

    public Failure(ExitCode exitCode, String whatHappened, String whatToDo, Throwable cause) {
        this(exitCode, whatHappened, whatToDo);
        initCause(cause);
    }

    /** The command line cannot be understood or carried out as it stands. */
    public static Failure wrongUsage(String whatHappened, String whatToDo) {
        return new Failure(ExitCode.WRONG_USAGE, whatHappened, whatToDo);
    }

    /** The API does not take what a field says; the command line has an option or an argument of another name for it. */
    public static Failure ofField(String field, String rule, String whatToDo) {
        var failure = wrongUsage(rule, whatToDo);
        failure.field = field;
        return failure;
    }

    /** The field of the API that {@link #whatHappened} is about, where it is about one. */
    public @Nullable String field() {
        return field;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String whatHappened() {
        return whatHappened;
    }

    public String whatToDo() {
        return whatToDo;
    }
}
