package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * What each verb of the API does to an object. All that is decided here is decided while the store is locked, so each
 * call sees and leaves a consistent whole.
 */
final class ApiServer {

    private static final String STATUS = "status";
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final ObjectStore store;
    private final InstantSource clock;
    private final boolean podsLinger;
    private final Defaults defaults = new Defaults();

    /**
     * Who writes, and how.
     *
     * @param manager who the written fields belong to
     * @param dryRun whether to answer what would be, and to keep nothing
     */
    record Writer(String manager, boolean dryRun) {
        /** The controllers of this cluster itself. */
        static final Writer CLUSTER = new Writer("simulated-cluster", false);
    }

    /**
     * How to delete.
     *
     * @param propagation Background, Foreground or Orphan
     * @param uid of the object that is meant, or empty
     * @param version of the object that is meant, or empty
     * @param atOnce whether a pod goes without having been told
     */
    record Deletion(String propagation, String uid, String version, boolean atOnce) {
        static final Deletion PLAIN = new Deletion("Background", "", "", false);
        static final Deletion AT_ONCE = new Deletion("Background", "", "", true);
    }

    /** @param podsLinger whether pods that are deleted end some time later, by the node's hand */
    ApiServer(ObjectStore store, InstantSource clock, boolean podsLinger) {
        this.store = store;
        this.clock = clock;
        this.podsLinger = podsLinger;
    }

    StoredObject get(ResourceType type, ObjectKey key) {
        var object = store.get(type, key);
        if (object == null) {
            throw ApiError.notFound(type, key.name());
        }
        return object;
    }

    boolean exists(ResourceType type, ObjectKey key) {
        return store.get(type, key) != null;
    }

    StoredObject create(ResourceType type, String namespace, ObjectNode object, Writer writer) {
        identify(type, namespace, object);
        return store.alone(() -> {
            var key = new ObjectKey(namespace, Json.name(object));
            if (store.get(type, key) != null) {
                throw ApiError.alreadyExists(type, key.name());
            }
            if (!namespace.isEmpty() && store.get(ResourceType.NAMESPACE, new ObjectKey("", namespace)) == null) {
                throw ApiError.notFound(ResourceType.NAMESPACE, namespace);
            }
            Defaults.normalize(type, object);
            var managed = ManagedFields.of(object);
            if (managed.entries().isEmpty()) {
                managed = managed.updated(writer.manager(), "", FieldSet.of(ServerSideApply.owned(object)), now());
            }
            if (type.hasStatus() && writer != Writer.CLUSTER) {
                object.remove(STATUS);
            }
            defaults.complete(type, object);
            managed.writeTo(object);
            Json.metadata(object)
                    .put("uid", UUID.randomUUID().toString())
                    .put("creationTimestamp", now())
                    .put("generation", 1);
            return keep(type, object, writer);
        });
    }

    /** Replaces an object, or only its status where that is the subresource. */
    StoredObject update(ResourceType type, ObjectKey key, String subresource, ObjectNode proposed, Writer writer) {
        return change(type, key, subresource, current -> proposed, writer);
    }

    /** Changes an object by a function of what it is. */
    StoredObject change(
            ResourceType type, ObjectKey key, String subresource, UnaryOperator<ObjectNode> change, Writer writer) {
        return store.alone(() -> {
            var stored = get(type, key);
            var current = stored.tree();
            var proposed = change.apply(stored.tree());
            Defaults.normalize(type, proposed);
            var next =
                    subresource.equals(STATUS) ? withStatus(current, proposed) : withoutStatus(type, current, proposed);
            var changed = FieldSet.changed(ServerSideApply.owned(current), ServerSideApply.owned(next));
            if (!changed.isEmpty()) {
                ManagedFields.of(current)
                        .updated(writer.manager(), subresource, changed, now())
                        .writeTo(next);
            }
            return settle(type, stored, current, next, writer);
        });
    }

    /** Server-side apply; makes the object where it is missing. */
    StoredObject apply(
            ResourceType type, ObjectKey key, String subresource, ObjectNode wanted, boolean force, Writer writer) {
        identify(type, key.namespace(), wanted);
        Defaults.normalize(type, wanted);
        var apply = new ServerSideApply(writer.manager(), force, now());
        return store.alone(() -> {
            var stored = store.get(type, key);
            if (stored == null) {
                var fresh = Json.object();
                fresh.put("apiVersion", type.apiVersion()).put("kind", type.kind());
                return create(type, key.namespace(), apply.to(fresh, wanted), writer);
            }
            var current = stored.tree();
            var applied = apply.to(current, wanted);
            var managed = ManagedFields.of(applied);
            var next =
                    subresource.equals(STATUS) ? withStatus(current, applied) : withoutStatus(type, current, applied);
            managed.writeTo(next);
            return settle(type, stored, current, next, writer);
        });
    }

    /** Deletes an object, or marks it as being deleted where somebody has yet to finish with it. */
    StoredObject delete(ResourceType type, ObjectKey key, Deletion deletion, Writer writer) {
        return store.alone(() -> {
            var stored = get(type, key);
            var object = stored.tree();
            if (!deletion.uid().isEmpty() && !deletion.uid().equals(Json.uid(object))) {
                throw ApiError.conflict(type, key.name(), "the UID in the precondition does not match");
            }
            if (!deletion.version().isEmpty() && !deletion.version().equals(String.valueOf(stored.version()))) {
                throw ApiError.conflict(type, key.name(), "the resource version in the precondition does not match");
            }
            if (writer.dryRun()) {
                return stored;
            }
            if (deletion.propagation().equals("Orphan")) {
                orphan(Json.uid(object));
            }
            if (mustWait(type, object, deletion)) {
                return markDeleted(type, stored, object);
            }
            remove(type, key, Json.uid(object));
            return stored;
        });
    }

    private boolean mustWait(ResourceType type, ObjectNode object, Deletion deletion) {
        return !object.path("metadata").path("finalizers").isEmpty()
                || (podsLinger && type.equals(ResourceType.POD) && !deletion.atOnce());
    }

    private StoredObject markDeleted(ResourceType type, StoredObject stored, ObjectNode object) {
        if (object.path("metadata").has("deletionTimestamp")) {
            return stored;
        }
        Json.metadata(object).put("deletionTimestamp", now()).put("deletionGracePeriodSeconds", 0);
        return store.put(type, object);
    }

    private void remove(ResourceType type, ObjectKey key, String uid) {
        store.remove(type, key);
        for (var dependent : ResourceType.ALL) {
            for (var owned : store.ownedBy(dependent, uid)) {
                deleteIfThere(dependent, owned);
            }
        }
        if (type.equals(ResourceType.NAMESPACE)) {
            for (var content : ResourceType.ALL) {
                for (var object :
                        store.select(content, key.name(), Selector.ALL).objects()) {
                    deleteIfThere(content, object.key());
                }
            }
        }
    }

    private void deleteIfThere(ResourceType type, ObjectKey key) {
        if (store.get(type, key) != null) {
            delete(type, key, Deletion.PLAIN, Writer.CLUSTER);
        }
    }

    private void orphan(String uid) {
        for (var type : ResourceType.ALL) {
            for (var key : store.ownedBy(type, uid)) {
                var object = get(type, key).tree();
                var owners = Json.metadata(object).withArray("ownerReferences");
                owners.removeIf(owner -> owner.path("uid").asText().equals(uid));
                store.put(type, object);
            }
        }
    }

    /** Checks that an object is what the address says, and gives it the name and namespace of the address. */
    private static void identify(ResourceType type, String namespace, ObjectNode object) {
        require(object.path("kind").asText(type.kind()).equals(type.kind()), "the kind does not match the address");
        require(
                object.path("apiVersion").asText(type.apiVersion()).equals(type.apiVersion()),
                "the API version does not match the address");
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        var metadata = Json.metadata(object);
        require(
                metadata.path("namespace").asText(namespace).equals(namespace),
                "the namespace of the provided object does not match the namespace sent on the request");
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        if (!metadata.has("name") && metadata.has("generateName")) {
            metadata.put("name", metadata.path("generateName").asText() + suffix());
        }
        Names.check(type, object);
    }

    static String suffix() {
        var random = ThreadLocalRandom.current();
        var suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw ApiError.badRequest(otherwise);
        }
    }

    private static ObjectNode withStatus(ObjectNode current, ObjectNode proposed) {
        var next = current.deepCopy();
        next.set(STATUS, proposed.path(STATUS).deepCopy());
        copyVersion(proposed, next);
        return next;
    }

    private static ObjectNode withoutStatus(ResourceType type, ObjectNode current, ObjectNode proposed) {
        var next = proposed.deepCopy();
        Defaults.carryOver(current, next);
        if (type.hasStatus()) {
            next.remove(STATUS);
            if (current.has(STATUS)) {
                next.set(STATUS, current.get(STATUS));
            }
        }
        return next;
    }

    private static void copyVersion(ObjectNode from, ObjectNode to) {
        var version = from.path("metadata").get("resourceVersion");
        if (version == null) {
            Json.metadata(to).remove("resourceVersion");
        } else {
            Json.metadata(to).set("resourceVersion", version);
        }
    }

    /** Keeps the next state of an object, if it is another than the current one and was made from that. */
    private StoredObject settle(
            ResourceType type, StoredObject stored, ObjectNode current, ObjectNode next, Writer writer) {
        var key = stored.key();
        var metadata = Json.metadata(next);
        var version = metadata.path("resourceVersion").asText();
        if (!version.isEmpty() && !version.equals(String.valueOf(stored.version()))) {
            throw ApiError.conflict(
                    type,
                    key.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        require(Json.name(next).equals(key.name()), "the name of the object does not match the name on the URL");
        next.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        for (var fixed : List.of("namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp")) {
            var value = current.path("metadata").get(fixed);
            if (value == null) {
                metadata.remove(fixed);
            } else {
                metadata.set(fixed, value);
            }
        }
        Names.check(type, next);
        defaults.complete(type, next);
        if (!specification(current).equals(specification(next))) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        if (same(current, next)) {
            return stored;
        }
        if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty() && !writer.dryRun()) {
            remove(type, key, Json.uid(next));
            return StoredObject.of(next, stored.version());
        }
        return keep(type, next, writer);
    }

    private StoredObject keep(ResourceType type, ObjectNode object, Writer writer) {
        return writer.dryRun() ? StoredObject.of(object, 0) : store.put(type, object);
    }

    private static JsonNode specification(ObjectNode object) {
        return object.deepCopy().without(List.of("metadata", STATUS));
    }

    /** Whether nothing but times and versions differ. */
    private static boolean same(ObjectNode one, ObjectNode other) {
        return ServerSideApply.owned(one).equals(ServerSideApply.owned(other))
                && ManagedFields.of(one).sameAs(ManagedFields.of(other));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
