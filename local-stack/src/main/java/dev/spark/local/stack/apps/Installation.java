package dev.spark.local.stack.apps;

import dev.spark.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Copies of our programs, one folder per build, so that a stack that runs is not hurt by building again. A file that did
 * not change since the last build is linked, not copied.
 *
 * @param folder where all of them are
 */
public record Installation(Path folder) {

    private static final Duration KEPT = Duration.ofDays(2);

    /**
     * Installs what was built, where that has not been done.
     *
     * @param built files and folders, all below the same folder
     */
    public App install(String name, Path base, List<String> built) {
        var target = folder.resolve(name).resolve(fingerprint(base, built));
        try {
            if (!Files.isDirectory(target)) {
                copy(base, built, target, newest(name));
            }
            Files.setLastModifiedTime(target, FileTime.from(Instant.now())); // it is in use
            removeOld(folder.resolve(name), target);
            return new App(name, target);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be installed in " + target, e);
        }
    }

    private static String fingerprint(Path base, List<String> built) {
        var sum = new CRC32C();
        sum.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
        for (var file : files(base, built)) {
            try {
                var line = base.relativize(file) + " " + Files.size(file) + " "
                        + Files.getLastModifiedTime(file).toMillis() + "\n";
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }

    private static List<Path> files(Path base, List<String> built) {
        return built.stream()
                .flatMap(each -> {
                    try (var below = Files.walk(base.resolve(each))) {
                        return below.filter(Files::isRegularFile).sorted().toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(base.resolve(each) + " is not built", e);
                    }
                })
                .toList();
    }

    private void copy(Path base, List<String> built, Path target, Optional<Path> earlier) throws IOException {
        Files.createDirectories(target.getParent());
        var draft = Files.createTempDirectory(target.getParent(), ".installing-");
        try {
            for (var file : files(base, built)) {
                var to = draft.resolve(base.relativize(file).toString());
                Files.createDirectories(to.getParent());
                place(
                        file,
                        to,
                        earlier.map(
                                folder -> folder.resolve(base.relativize(file).toString())));
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) { // else another was quicker
                throw e;
            }
        } finally {
            Folders.delete(draft);
        }
    }

    private static void place(Path file, Path to, Optional<Path> earlier) throws IOException {
        if (earlier.isPresent() && isSame(file, earlier.get())) {
            Files.createLink(to, earlier.get());
        } else {
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static boolean isSame(Path file, Path other) throws IOException {
        return Files.isRegularFile(other)
                && Files.size(file) == Files.size(other)
                && Files.getLastModifiedTime(file).equals(Files.getLastModifiedTime(other));
    }

    private Optional<Path> newest(String name) throws IOException {
        return builds(folder.resolve(name)).stream().max((a, b) -> used(a).compareTo(used(b)));
    }

    private static void removeOld(Path all, Path current) throws IOException {
        for (var build : builds(all)) {
            if (!build.equals(current) && used(build).isBefore(Instant.now().minus(KEPT))) {
                Folders.delete(build);
            }
        }
    }

    private static List<Path> builds(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var builds = Files.list(folder)) {
            return builds.filter(each -> !each.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static Instant used(Path build) {
        try {
            return Files.getLastModifiedTime(build).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
