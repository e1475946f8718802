package dev.spark.cli.ssh;

import dev.spark.cli.settings.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Spark's own known_hosts. Plain {@code ssh NAME.spark} knows a spark by its name alone, and names are used again. So the
 * tunnel notes here, in a comment, whose key a name's is, and drops the key once the name has become another spark's;
 * ssh looks only after the tunnel has brought the first bytes.
 */
public final class KnownHosts {
    private static final String MARK = "#spark ";

    private final Path file;

    public KnownHosts(Path file) {
        this.file = file;
    }

    /** Forgets the host's keys unless they were those of the spark with that id. */
    public void belongsTo(String host, String id) throws IOException {
        var mark = MARK + host + " " + id;
        if (lines().contains(mark)) {
            return;
        }
        PrivateFile.createFolderOf(file);
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var held = channel.lock();
            replace(host, mark);
            held.release();
        }
    }

    private void replace(String host, String mark) throws IOException {
        var lines = new ArrayList<>(lines());
        if (!lines.contains(mark)) {
            lines.removeIf(line -> line.startsWith(host + " ") || line.startsWith(MARK + host + " "));
            lines.add(mark);
            PrivateFile.replace(file, String.join("\n", lines) + "\n");
        }
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
