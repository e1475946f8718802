package dev.spark.local.postgres;

import dev.spark.local.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The server's programs, unpacked from the jar that carries them into a folder named for their content. */
record PostgresBinaries(Path folder) {

    /** Unpacks them where that has not been done: once per machine, about 2 s. Safe to be called by several processes. */
    static PostgresBinaries unpacked(Path cache) {
        var archive = archiveName(System.getProperty("os.arch"));
        try {
            var folder = cache.resolve("postgres").resolve(checksum(archive));
            if (!Files.isDirectory(folder)) {
                unpack(archive, folder);
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be unpacked into " + cache, e);
        }
    }

    Path initdb() {
        return folder.resolve("bin/initdb");
    }

    Path postgres() {
        return folder.resolve("bin/postgres");
    }

    static String archiveName(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> "postgres-linux-" + architecture + ".txz";
        };
    }

    private static String checksum(String archive) throws IOException {
        var crc = new CRC32();
        var buffer = new byte[1 << 16];
        try (var in = open(archive)) {
            for (int n; (n = in.read(buffer)) > 0; ) {
                crc.update(buffer, 0, n);
            }
        }
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static InputStream open(String archive) throws IOException {
        var in = PostgresBinaries.class.getResourceAsStream("/" + archive);
        if (in == null) {
            throw new IOException("there is no " + archive + " on the class path: no PostgreSQL for this machine");
        }
        return in;
    }

    private static void unpack(String archive, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        var unfinished = Files.createTempDirectory(folder.getParent(), ".unpacking-");
        try {
            try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(open(archive)))) {
                for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                    unpack(tar, entry, entry.resolveIn(unfinished));
                }
            }
            Files.setPosixFilePermissions(unfinished, permissions(0755));
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another process was quicker
        } finally {
            Folders.delete(unfinished);
        }
    }

    private static void unpack(InputStream content, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                return;
            }
            Files.copy(content, target);
        }
        Files.setPosixFilePermissions(target, permissions(entry.isDirectory() ? 0755 : entry.getMode()));
    }

    /** The nine bits of a file mode; explicit, so that the programs can be run by another user whatever the umask is. */
    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
