package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Server-side apply: a manager says what it wants, whole; what it wanted before and no longer does is removed, and what
 * others own is left alone.
 *
 * @param manager who applies
 * @param force whether it takes over what others own and want otherwise; else that is a conflict
 */
record ServerSideApply(String manager, boolean force, String now) {

    private static final List<String> IDENTITY = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "selfLink");

    /** The object after that. */
    ObjectNode to(ObjectNode live, ObjectNode wanted) {
        var managers = ManagedFields.of(live);
        var fields = FieldSet.of(owned(wanted));
        var merged = Merge.strategic(live, wanted);
        var changed = FieldSet.changed(owned(live), owned(merged));
        var others = managers.others(manager);
        var takenOver = FieldSet.EMPTY;
        for (var other : others) {
            var disputed = other.fields().intersection(fields).intersection(changed);
            if (!disputed.isEmpty() && !force) {
                throw ApiError.applyConflict(
                        "1 conflict: conflict with \"%s\": %s".formatted(other.manager(), disputed.example()));
            }
            takenOver = takenOver.union(disputed);
        }
        var dropped = managers.appliedBy(manager).minus(fields);
        for (var other : others) {
            dropped = dropped.minus(other.fields());
        }
        dropped.removeFrom(merged);
        managers.applied(manager, fields, takenOver, now).writeTo(merged);
        return merged;
    }

    /** The part of an object that can have owners. */
    static ObjectNode owned(ObjectNode object) {
        var owned = object.deepCopy();
        owned.remove(List.of("apiVersion", "kind"));
        if (owned.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(IDENTITY);
            if (metadata.isEmpty()) {
                owned.remove("metadata");
            }
        }
        return owned;
    }
}
