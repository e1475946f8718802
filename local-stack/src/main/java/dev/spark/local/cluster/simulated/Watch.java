package dev.spark.local.cluster.simulated;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's view of the changes to one type of objects, as a stream of lines of JSON. */
final class Watch {

    private static final Duration BETWEEN_BOOKMARKS = Duration.ofSeconds(15);

    private final ObjectStore store;
    private final ResourceType type;
    private final String namespace;
    private final Selector selector;
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Consumer<Change> listener = this::notice;
    private ObjectStore.@Nullable Snapshot start;
    private long seen;

    Watch(ObjectStore store, ResourceType type, String namespace, Selector selector) {
        this.store = store;
        this.type = type;
        this.namespace = namespace;
        this.selector = selector;
    }

    /**
     * Begins after the given version, or with all that is there where it is empty or 0. Throws where the changes since
     * that version are forgotten. Whoever has called this must call {@link #end}.
     */
    void begin(String version) {
        store.alone(() -> {
            if (version.isEmpty() || version.equals("0")) {
                start = store.select(type, namespace, selector);
                seen = start.version();
            } else {
                seen = Long.parseLong(version);
                changes.addAll(store.changesSince(type, seen));
            }
            store.listen(listener);
            return this;
        });
    }

    void end() {
        store.unlisten(listener);
    }

    /** Writes what happens until the time is up or the client is gone. */
    void writeTo(OutputStream out, Duration time, boolean bookmarks) throws IOException, InterruptedException {
        if (start != null) {
            for (var object : start.objects()) {
                line(out, "ADDED", object.json());
            }
            start = null;
        }
        if (bookmarks) { // at once: a client knows by the first byte that it watches
            line(out, "BOOKMARK", bookmark());
        }
        out.flush();
        for (var end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            var change =
                    changes.poll(Math.min(BETWEEN_BOOKMARKS.toNanos(), end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (change != null) {
                write(out, change);
            } else if (bookmarks) {
                line(out, "BOOKMARK", bookmark());
            }
            if (changes.isEmpty()) {
                out.flush();
            }
        }
    }

    private void notice(Change change) {
        if (change.type().equals(type)) {
            changes.add(change);
        }
    }

    private void write(OutputStream out, Change change) throws IOException {
        var visible = change.seenBy(namespace, selector);
        if (visible != null) {
            line(out, visible.kind().name(), visible.object().json());
        }
        seen = change.version();
    }

    private byte[] bookmark() {
        var object = Json.object();
        object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
        Json.metadata(object).put("resourceVersion", String.valueOf(seen));
        return Json.bytes(object);
    }

    private static void line(OutputStream out, String kind, byte[] object) throws IOException {
        out.write(("{\"type\":\"" + kind + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        out.write(object);
        out.write("}\n".getBytes(StandardCharsets.UTF_8));
    }
}
