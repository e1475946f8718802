package dev.spark.local.stack;

import dev.spark.local.Folders;
import dev.spark.local.Mounts;
import dev.spark.local.stack.login.CommandLineLogin;
import dev.spark.local.stack.state.PortClaims;
import dev.spark.local.stack.state.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Removes the files of a stack that has ended.
 *
 * @param cache of this machine
 */
record Purge(StateFolder state, Path cache) {

    /** What is in the cache: it may have been pointed at a folder with other things in it. */
    private static final List<String> CACHED = List.of("apps", "image", "kubernetes", "ports", "postgres");

    void run(boolean withCache) throws IOException {
        if (state.isAStack()) {
            new CommandLineLogin(state).undo();
            new PortClaims(cache.resolve("ports"), state).release();
            Folders.delete(state.path());
        }
        if (!withCache || !Files.isDirectory(cache)) {
            return;
        }
        if (isCacheInUse()) {
            System.err.println("The cache " + cache + " stays: another stack uses it.");
            return;
        }
        unmountLeftovers();
        for (var each : CACHED) {
            Folders.delete(cache.resolve(each));
        }
        try (var others = Files.list(cache)) {
            if (others.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(cache);
    }

    /** By a program that runs from it, or with an argument in it. */
    private boolean isCacheInUse() {
        var prefix = cache.toAbsolutePath().normalize() + "/";
        try (var processes = ProcessHandle.allProcesses()) {
            return processes
                    .filter(each -> each.pid() != ProcessHandle.current().pid())
                    .anyMatch(each -> commandLine(each.pid()).contains(prefix));
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /** A build that was killed leaves what it had mounted. */
    private void unmountLeftovers() throws IOException {
        try {
            for (var place : Mounts.below(cache)) {
                new ProcessBuilder("umount", "-l", place.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Path> left = Mounts.below(cache);
        if (!left.isEmpty()) {
            throw new IOException(
                    "the cache stays: something is mounted at " + left.getFirst() + "; unmount it and try again");
        }
    }
}
