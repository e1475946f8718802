package dev.spark.local.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for ever: process ids are given again, but not with the same start time.
 *
 * @param pid the process id
 * @param startTicks when it started, in clock ticks since the machine did
 * @param session the id of its session: that of the process which began it
 */
public record ProcessIdentity(long pid, long startTicks, long session) {

    /** Fields of /proc/PID/stat after the command's name, which may hold anything, in parentheses (proc(5)). */
    private static final int STATE = 0;

    private static final int SESSION = 3;
    private static final int START_TIME = 19;

    /** Reads what the kernel says about a process, in one line. Empty for one that has ended, though not been collected. */
    public static Optional<ProcessIdentity> parse(String stat) {
        var name = stat.lastIndexOf(')');
        var pidEnd = stat.indexOf(' ');
        if (name < 0 || pidEnd < 0) {
            return Optional.empty();
        }
        var fields = stat.substring(name + 1).strip().split(" ");
        if (fields.length <= START_TIME || fields[STATE].equals("Z") || fields[STATE].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new ProcessIdentity(
                Long.parseLong(stat.substring(0, pidEnd)),
                Long.parseLong(fields[START_TIME]),
                Long.parseLong(fields[SESSION])));
    }

    /** Who has this process id just now. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return of(pid).filter(now -> now.startTicks == startTicks).isPresent();
    }
}
