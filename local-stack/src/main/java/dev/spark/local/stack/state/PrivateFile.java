package dev.spark.local.stack.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/** Files and folders for their owner's eyes only; a reader sees the old content or the new, never a part. */
public final class PrivateFile {

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFile() {}

    /** A file that is a link stays one: what it points to is replaced. */
    public static void write(Path file, String content) {
        try {
            var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            var parent = folder(Objects.requireNonNull(target.getParent()));
            var draft = Files.createTempFile(parent, "." + target.getFileName(), ".part");
            try {
                Files.writeString(draft, content);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** Writes the file unless there is one; of several that try at once, one does. */
    public static void writeIfAbsent(Path file, String content) {
        try {
            var parent = folder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            var draft = Files.createTempFile(parent, "." + file.getFileName(), ".part");
            try {
                Files.writeString(draft, content);
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException e) {
                // Another's stays.
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    public static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be deleted", e);
        }
    }

    /** Makes the folder, and those above it, where they are missing. */
    public static Path folder(Path folder) {
        try {
            return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
        }
    }
}
