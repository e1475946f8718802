package dev.spark.local.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a process can be told. */
public enum Signal {
    /** To PostgreSQL: disconnect the clients and end. */
    INT,
    TERM,
    KILL;

    /** Passes over those that have ended. */
    public void send(Collection<ProcessIdentity> processes) {
        var pids = processes.stream()
                .filter(ProcessIdentity::isAlive)
                .map(each -> String.valueOf(each.pid()))
                .toList();
        if (pids.isEmpty()) {
            return;
        }
        var command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\" 2>/dev/null", name()));
        command.addAll(pids);
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("the signal " + this + " cannot be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
