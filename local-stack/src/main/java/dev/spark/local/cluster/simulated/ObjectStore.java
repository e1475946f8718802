package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps all objects, one version of the whole at a time, and tells who listens of each change, in order. */
final class ObjectStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceType, Shelf> shelves = new HashMap<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long version = 1;

    /** Objects as of one version. */
    record Snapshot(long version, List<StoredObject> objects) {}

    ObjectStore() {
        ResourceType.ALL.forEach(type -> shelves.put(type, new Shelf()));
    }

    /** Goes on after the versions of an earlier life, whose changes nobody can ask for any more. */
    void startAfter(long earlier) {
        version = Math.max(version, earlier);
        shelves.values().forEach(shelf -> shelf.forgetUntil(version));
    }

    /** Does something while nobody else changes anything. */
    <T extends @Nullable Object> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Calls the listener with each change from now on, while the store is locked: it must be quick. */
    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void unlisten(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    @Nullable
    StoredObject get(ResourceType type, ObjectKey key) {
        return alone(() -> shelf(type).get(key));
    }

    /** Keeps the object, in place of the one with the same key, at the next version. */
    StoredObject put(ResourceType type, ObjectNode object) {
        return alone(() -> {
            var after = StoredObject.of(object, ++version);
            announce(new Change(type, version, shelf(type).get(after.key()), after));
            return after;
        });
    }

    void remove(ResourceType type, ObjectKey key) {
        alone(() -> {
            var before = shelf(type).get(key);
            if (before != null) {
                announce(new Change(type, ++version, before, null));
            }
            return before;
        });
    }

    Snapshot select(ResourceType type, String namespace, Selector selector) {
        return alone(() -> new Snapshot(version, shelf(type).select(namespace, selector)));
    }

    Optional<ObjectKey> find(ResourceType type, String uid) {
        return alone(() -> shelf(type).find(uid));
    }

    List<ObjectKey> ownedBy(ResourceType type, String uid) {
        return alone(() -> shelf(type).ownedBy(uid));
    }

    /** All changes to objects of a type after the given version. */
    List<Change> changesSince(ResourceType type, long since) {
        var changes = alone(() -> since > version ? null : shelf(type).changesSince(since));
        if (changes == null) {
            throw ApiError.gone();
        }
        return changes;
    }

    private void announce(Change change) {
        shelf(change.type()).apply(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private Shelf shelf(ResourceType type) {
        var shelf = shelves.get(type);
        if (shelf == null) {
            throw new IllegalArgumentException("unknown type " + type);
        }
        return shelf;
    }
}
