package dev.spark.local.cluster.simulated;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one type, in the order of their keys, with an index by each label that anybody has ever asked for by
 * value. Guarded by the lock of its {@link ObjectStore}.
 */
final class Shelf {

    /** How many changes a client may have missed and still go on watching. */
    private static final int MEMORY = 4_096;

    private final NavigableMap<ObjectKey, StoredObject> objects = new TreeMap<>();
    private final Map<String, Map<String, TreeSet<ObjectKey>>> byLabel = new HashMap<>();
    private final Map<String, TreeSet<ObjectKey>> byOwner = new HashMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private long forgotten;

    @Nullable
    StoredObject get(ObjectKey key) {
        return objects.get(key);
    }

    void apply(Change change) {
        var before = change.before();
        if (before != null) {
            objects.remove(before.key());
            byUid.remove(before.uid());
            before.owners().forEach(owner -> drop(byOwner, owner, before.key()));
            byLabel.forEach((label, index) -> drop(index, before.labels().get(label), before.key()));
        }
        var after = change.after();
        if (after != null) {
            objects.put(after.key(), after);
            byUid.put(after.uid(), after.key());
            after.owners().forEach(owner -> file(byOwner, owner, after.key()));
            byLabel.forEach((label, index) -> file(index, after.labels().get(label), after.key()));
        }
        changes.addLast(change);
        if (changes.size() > MEMORY) {
            forgotten = changes.removeFirst().version();
        }
    }

    /** Answers nobody about changes up to the given version. */
    void forgetUntil(long version) {
        forgotten = version;
    }

    Optional<ObjectKey> find(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    List<ObjectKey> ownedBy(String uid) {
        return List.copyOf(byOwner.getOrDefault(uid, new TreeSet<>()));
    }

    List<StoredObject> select(String namespace, Selector selector) {
        var selected = new ArrayList<StoredObject>();
        for (var candidate : candidates(namespace, selector)) {
            if ((namespace.isEmpty() || namespace.equals(candidate.key().namespace())) && selector.matches(candidate)) {
                selected.add(candidate);
            }
        }
        return selected;
    }

    /** All changes after the given version; null where they are forgotten. */
    @Nullable
    List<Change> changesSince(long version) {
        if (version < forgotten) {
            return null;
        }
        return changes.stream().filter(change -> change.version() > version).toList();
    }

    private Collection<StoredObject> candidates(String namespace, Selector selector) {
        for (var field : selector.fields()) {
            if (field.path().equals(List.of("metadata", "name")) && !field.negated() && !namespace.isEmpty()) {
                var object = objects.get(new ObjectKey(namespace, field.value()));
                return object == null ? List.of() : List.of(object);
            }
        }
        return selector.labels().stream()
                .filter(requirement ->
                        !requirement.negated() && requirement.values().size() == 1)
                .map(requirement -> index(requirement.key())
                        .getOrDefault(requirement.values().iterator().next(), new TreeSet<>()))
                .min((one, other) -> Integer.compare(one.size(), other.size()))
                .<Collection<StoredObject>>map(
                        keys -> keys.stream().map(this::present).toList())
                .orElseGet(() -> inNamespace(namespace));
    }

    private Collection<StoredObject> inNamespace(String namespace) {
        if (namespace.isEmpty()) {
            return objects.values();
        }
        return objects.subMap(new ObjectKey(namespace, ""), new ObjectKey(namespace + '\0', ""))
                .values();
    }

    private StoredObject present(ObjectKey key) {
        var object = objects.get(key);
        if (object == null) {
            throw new IllegalStateException("an index names what is not there: " + key);
        }
        return object;
    }

    private Map<String, TreeSet<ObjectKey>> index(String label) {
        var index = byLabel.get(label);
        if (index == null) {
            index = new HashMap<>();
            for (var object : objects.values()) {
                file(index, object.labels().get(label), object.key());
            }
            byLabel.put(label, index);
        }
        return index;
    }

    private static void file(Map<String, TreeSet<ObjectKey>> index, @Nullable String value, ObjectKey key) {
        if (value != null) {
            index.computeIfAbsent(value, any -> new TreeSet<>()).add(key);
        }
    }

    private static void drop(Map<String, TreeSet<ObjectKey>> index, @Nullable String value, ObjectKey key) {
        var keys = value == null ? null : index.get(value);
        if (keys != null && keys.remove(key) && keys.isEmpty()) {
            index.remove(value);
        }
    }
}
