package dev.spark.local.cluster.simulated;

import org.jspecify.annotations.Nullable;

/** What happened to one object: made (no before), changed, or deleted (no after). */
record Change(
        ResourceType type,
        long version,
        @Nullable StoredObject before,
        @Nullable StoredObject after) {

    /** What a client that sees only part of the objects is told of it. */
    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** An object as one client sees it appear, change or vanish. */
    record Seen(Kind kind, StoredObject object) {}

    /** The change as seen by who sees these objects; null where there is nothing to see. */
    @Nullable
    Seen seenBy(String namespace, Selector selector) {
        var was = visible(before, namespace, selector);
        var is = visible(after, namespace, selector);
        if (is != null) {
            return new Seen(was == null ? Kind.ADDED : Kind.MODIFIED, is);
        }
        if (was == null) {
            return null;
        }
        return new Seen(Kind.DELETED, last(after == null ? was : after));
    }

    /** The object, as it is or as it last was. */
    StoredObject object() {
        var object = after == null ? before : after;
        if (object == null) {
            throw new IllegalStateException("a change of nothing");
        }
        return object;
    }

    ObjectKey key() {
        return object().key();
    }

    /** What is gone is shown as it last was, at the version of its going. */
    private StoredObject last(StoredObject object) {
        return object.version() == version ? object : StoredObject.of(object.tree(), version);
    }

    private static @Nullable StoredObject visible(@Nullable StoredObject object, String namespace, Selector selector) {
        var visible = object != null
                && (namespace.isEmpty() || namespace.equals(object.key().namespace()))
                && selector.matches(object);
        return visible ? object : null;
    }
}
