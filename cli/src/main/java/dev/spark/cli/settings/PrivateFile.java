package dev.spark.cli.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, written so that a reader sees the old content or the new, never a part. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /** A file that is a link (a dotfiles repository's, say) stays one: what it points to is replaced. */
    public static void replace(Path file, String content) throws IOException {
        replace(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** As the other one, for content that is not ours to decode. */
    public static void replace(Path file, byte[] content) throws IOException {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var folder = createFolderOf(target);
        var draft = Files.createTempFile(folder, "." + target.getFileName(), ".tmp", onlyOwner(folder, OWNER_FILE));
        try {
            Files.write(draft, content, StandardOpenOption.TRUNCATE_EXISTING);
            move(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes the folder the file is to be in, as {@link #createFolder} does. */
    public static Path createFolderOf(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file in a folder");
        }
        return createFolder(folder);
    }

    /** Makes the folder, and those above it, where they are missing. */
    public static Path createFolder(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, onlyOwner(folder, OWNER_FOLDER));
    }

    private static FileAttribute<?>[] onlyOwner(Path near, Set<PosixFilePermission> permissions) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
