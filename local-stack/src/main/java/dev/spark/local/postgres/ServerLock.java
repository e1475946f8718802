package dev.spark.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The file {@code postmaster.pid}, by which one server keeps others off its data.
 *
 * <p>A server whose parent was killed lives on, and one that was killed itself leaves the file behind, with a process id
 * that may meanwhile belong to somebody else. So what counts is which processes work in the data folder: each of
 * PostgreSQL's does.
 */
record ServerLock(Path data) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Ends the server that holds the data, if there is one, and removes what a dead one left. */
    void release() {
        processId().filter(this::worksHere).ifPresent(ServerLock::shutDown);
        awaitNobodyWorksHere();
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks a server to disconnect its clients and end (its "fast" shutdown). */
    static void shutDown(long pid) {
        Signal.INTERRUPT.send(pid);
    }

    private Optional<Long> processId() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid")).stream()
                    .findFirst()
                    .map(Long::parseLong);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void awaitNobodyWorksHere() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        for (List<Long> there; !(there = processesHere()).isEmpty(); ) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("another PostgreSQL works on " + data + ": processes " + there);
            }
            pause();
        }
    }

    private List<Long> processesHere() {
        try (var processes = ProcessHandle.allProcesses()) {
            return processes.map(ProcessHandle::pid).filter(this::worksHere).toList();
        }
    }

    private boolean worksHere(long pid) {
        var process = Path.of("/proc", String.valueOf(pid));
        try {
            return Files.readString(process.resolve("comm")).strip().equals("postgres")
                    && Files.readSymbolicLink(process.resolve("cwd")).equals(data.toRealPath());
        } catch (IOException e) {
            return false; // ended, or not ours to see, hence not a server of ours
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the last PostgreSQL to end", e);
        }
    }
}
