package dev.spark.local.stack.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lock that ends with the process that holds it, however that ends. */
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it, or says at once that somebody else has it. */
    public static Optional<FolderLock> tryToTake(Path file) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
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

    /** Whether somebody holds it. Not to be asked by the process that does. */
    public static boolean isTaken(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        var mine = tryToTake(file);
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
