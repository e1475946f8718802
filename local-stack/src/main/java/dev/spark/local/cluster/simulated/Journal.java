package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The file in which a simulated cluster outlives its process: one line for each change, the object as it then was. It is
 * rewritten, with the present only, at each start. What was written last when the process was killed may be cut off.
 */
final class Journal {

    private static final char CHANGED = '+';
    private static final char DELETED = '-';

    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    /** Puts into an empty store what the file says is there, and writes down each change from now on. */
    void restoreAndFollow(ObjectStore store) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var present = present();
            rewrite(present);
            store.startAfter(present.values().stream()
                    .mapToLong(Journal::versionOf)
                    .max()
                    .orElse(0));
            present.values().forEach(line -> {
                var object = Json.stored(line.getBytes(StandardCharsets.UTF_8));
                store.put(typeOf(object), object);
            });
            var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
            store.listen(following(out));
        } catch (IOException e) {
            throw new UncheckedIOException("the objects of the simulated cluster in " + file, e);
        }
    }

    private Map<String, String> present() throws IOException {
        var present = new LinkedHashMap<String, String>();
        if (Files.exists(file)) {
            try (var lines = Files.lines(file)) {
                lines.filter(line -> line.endsWith("}")).forEach(line -> {
                    var object = line.substring(1);
                    var uid = Json.uid(Json.stored(object.getBytes(StandardCharsets.UTF_8)));
                    present.remove(uid);
                    if (line.charAt(0) == CHANGED) {
                        present.put(uid, object);
                    }
                });
            }
        }
        return present;
    }

    private void rewrite(Map<String, String> present) throws IOException {
        var rewritten = file.resolveSibling(file.getFileName() + ".new");
        Files.write(
                rewritten,
                present.values().stream().map(object -> CHANGED + object).toList());
        Files.move(rewritten, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Consumer<Change> following(OutputStream out) {
        return change -> {
            try {
                out.write(change.after() == null ? DELETED : CHANGED);
                out.write(change.object().json());
                out.write('\n');
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static long versionOf(String object) {
        return Json.stored(object.getBytes(StandardCharsets.UTF_8))
                .path("metadata")
                .path("resourceVersion")
                .asLong();
    }

    private static ResourceType typeOf(ObjectNode object) {
        var apiVersion = object.path("apiVersion").asText();
        var kind = object.path("kind").asText();
        return ResourceType.ALL.stream()
                .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst()
                .orElseThrow();
    }
}
