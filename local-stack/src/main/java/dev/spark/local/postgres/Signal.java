package dev.spark.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What PostgreSQL understands, and Java cannot send by itself. */
enum Signal {
    /** To the postmaster: shut down now, disconnecting the clients. */
    INTERRUPT("INT");

    private final String name;

    Signal(String name) {
        this.name = name;
    }

    /** Does nothing where there is no such process. */
    void send(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("the signal " + name + " cannot be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
