package dev.spark.gateway.connections;

/**
 * Why the gateway ends a connection before its time. The close code is 4000 and what the HTTP status of the same refusal is
 * above 400; the reason begins with the problem's code.
 */
public enum Ending {
    INVALID_REQUEST(400),
    UNAUTHENTICATED(401),
    NOT_FOUND(404),
    CONFLICT(409),
    STOPPED(409),
    UNAVAILABLE(503);

    private final int status;

    Ending(int status) {
        this.status = status;
    }

    public int closeCode() {
        return 4000 + status - 400;
    }

    /** The problem's code. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public String reason(String detail) {
        return code() + ": " + detail;
    }
}
