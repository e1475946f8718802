package dev.spark.cli.failure;

/** The exit codes scripts rely on. {@code exec} and {@code shell} pass on the remote command's own code instead. */
public enum ExitCode {
    OK(0),
    FAILED(1),
    WRONG_USAGE(2),
    NOT_FOUND(3),
    REFUSED(4),
    UNREACHABLE(69);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
