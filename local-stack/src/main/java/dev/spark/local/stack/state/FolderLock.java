package dev.spark.local.stack.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** A lock that ends with the process that holds it, however that ends. */
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it, or says at once that somebody else has it. */
    public static Optional<FolderLock> tryToTake(Path file) {
        return lock(file, false);
    }

    /**
     * Takes it, or returns empty if somebody else holds it for all that time. {@link #isTaken} locks the file for a moment to look:
     * who must not be turned away by that gives it such a time.
     */
    public static Optional<FolderLock> tryToTake(Path file, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        var lock = tryToTake(file);
        while (lock.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
            lock = tryToTake(file);
        }
        return lock;
    }

    private static Optional<FolderLock> lock(Path file, boolean shared) {
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            } catch (OverlappingFileLockException e) {
                // held in this process
            }
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new FolderLock(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("the lock " + file + " cannot be used", e);
        }
    }

    /** Whether somebody holds it. Not to be asked by the process that does. Any number may look at once. */
    public static boolean isTaken(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        var mine = lock(file, true);
        mine.ifPresent(FolderLock::close);
        return mine.isEmpty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
