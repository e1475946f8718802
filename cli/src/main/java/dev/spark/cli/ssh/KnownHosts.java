package dev.spark.cli.ssh;

import dev.spark.cli.settings.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Spark's own known_hosts. It has the authority that signs the host keys of an installation, a line for each gateway that
 * was used. A spark that has no signed key yet is known by its own ones. Plain {@code ssh NAME.spark} knows a spark by its
 * name alone, and names are used again: so a comment says whose keys a name's are, and they are dropped once the name has
 * become another spark's. ssh looks only after the tunnel has brought the first bytes.
 */
public final class KnownHosts {
    private static final String MARK = "#spark ";
    private static final String AUTHORITY = "@cert-authority *.spark ";

    private final Path file;

    public KnownHosts(Path file) {
        this.file = file;
    }

    /** Takes that key for the gateway's authority, and no other. */
    public void trust(URI gateway, PublicKey authority) throws IOException {
        var comment = " spark-at-" + gateway;
        change(lines -> {
            lines.removeIf(line -> line.startsWith(AUTHORITY) && line.endsWith(comment));
            lines.add(AUTHORITY + authority.kind() + " " + authority.base64() + comment);
        });
    }

    /** Whether there is an authority for that gateway. */
    public boolean hasAuthority(URI gateway) throws IOException {
        return lines().stream().anyMatch(line -> line.startsWith(AUTHORITY) && line.endsWith(" spark-at-" + gateway));
    }

    /** Forgets the host's keys unless they were those of the spark with that id. */
    public void belongsTo(String host, String id) throws IOException {
        var mark = MARK + host + " " + id;
        change(lines -> {
            if (!lines.contains(mark)) {
                lines.removeIf(line -> isOf(host, line) || line.startsWith(MARK + host + " "));
                lines.add(mark);
            }
        });
    }

    /** Whether the host is known by keys of its own. */
    public boolean knows(String host) throws IOException {
        return lines().stream().anyMatch(line -> isOf(host, line));
    }

    /** Takes those keys for the host's own, and no others. */
    public void know(String host, List<PublicKey> keys) throws IOException {
        change(lines -> {
            lines.removeIf(line -> isOf(host, line));
            keys.forEach(key -> lines.add(host + " " + key.kind() + " " + key.base64()));
        });
    }

    private static boolean isOf(String host, String line) {
        return line.startsWith(host + " ");
    }

    /** One at a time: the lock of the file is between processes only. */
    private void change(Consumer<List<String>> how) throws IOException {
        synchronized (KnownHosts.class) {
            changeAlone(how);
        }
    }

    private void changeAlone(Consumer<List<String>> how) throws IOException {
        if (changed(how) == null) {
            return;
        }
        PrivateFile.createFolderOf(file);
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var held = channel.lock();
            var lines = changed(how);
            if (lines != null) {
                PrivateFile.replace(file, String.join("\n", lines) + "\n");
            }
            held.release();
        }
    }

    /** What the file is to be, none where it is that already. */
    private @Nullable List<String> changed(Consumer<List<String>> how) throws IOException {
        var before = lines();
        var after = new ArrayList<>(before);
        how.accept(after);
        return before.size() == after.size() && before.containsAll(after) ? null : after;
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
