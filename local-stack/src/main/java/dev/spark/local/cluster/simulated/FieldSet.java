package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields of an object, as a tree: {@code f:spec → f:replicas}. What has no children is a field that is owned
 * whole.
 */
record FieldSet(Map<String, FieldSet> children) {

    static final FieldSet EMPTY = new FieldSet(Map.of());

    /** All fields of a value. */
    static FieldSet of(JsonNode value) {
        return of("", value);
    }

    private static FieldSet of(String name, JsonNode value) {
        var children = new TreeMap<String, FieldSet>();
        if (value.isObject()) {
            value.properties().stream()
                    .filter(field -> !field.getValue().isNull())
                    .forEach(field -> children.put("f:" + field.getKey(), of(field.getKey(), field.getValue())));
        } else if (AssociativeList.is(name, value)) {
            value.forEach(item -> children.put(AssociativeList.key(name, item), of("", item)));
        }
        return new FieldSet(children);
    }

    /** The fields whose values are others, or are new, in the second of two values. */
    static FieldSet changed(JsonNode before, JsonNode after) {
        return changed("", before, after);
    }

    private static FieldSet changed(String name, JsonNode before, JsonNode after) {
        var children = new TreeMap<String, FieldSet>();
        if (after.isObject() && before.isObject()) {
            after.properties().forEach(field -> {
                var was = before.path(field.getKey());
                if (!was.equals(field.getValue())) {
                    children.put("f:" + field.getKey(), changed(field.getKey(), was, field.getValue()));
                }
            });
        } else if (AssociativeList.is(name, after) && before instanceof ArrayNode list) {
            after.forEach(item -> {
                var key = AssociativeList.key(name, item);
                var was = AssociativeList.find(name, list, key);
                if (!item.equals(was)) {
                    children.put(key, was == null ? of("", item) : changed("", was, item));
                }
            });
        } else {
            return of(name, after);
        }
        return new FieldSet(children);
    }

    static FieldSet fromJson(JsonNode fieldsV1) {
        var children = new TreeMap<String, FieldSet>();
        fieldsV1.properties().forEach(field -> children.put(field.getKey(), fromJson(field.getValue())));
        return new FieldSet(children);
    }

    ObjectNode toJson() {
        var json = Json.object();
        children.forEach((name, child) -> json.set(name, child.toJson()));
        return json;
    }

    boolean isEmpty() {
        return children.isEmpty();
    }

    FieldSet union(FieldSet other) {
        var union = new TreeMap<>(children);
        other.children.forEach((name, child) -> union.merge(name, child, FieldSet::union));
        return new FieldSet(union);
    }

    FieldSet minus(FieldSet other) {
        var rest = new TreeMap<String, FieldSet>();
        children.forEach((name, child) -> {
            var taken = other.children.get(name);
            var left = taken == null ? child : child.isEmpty() || taken.isEmpty() ? null : child.minus(taken);
            if (left != null && (taken == null || !left.isEmpty())) {
                rest.put(name, left);
            }
        });
        return new FieldSet(rest);
    }

    FieldSet intersection(FieldSet other) {
        var common = new TreeMap<String, FieldSet>();
        children.forEach((name, child) -> {
            var there = other.children.get(name);
            if (there != null) {
                var both = child.intersection(there);
                if (child.isEmpty() || there.isEmpty() || !both.isEmpty()) {
                    common.put(name, both);
                }
            }
        });
        return new FieldSet(common);
    }

    /** Takes these fields out of an object, and what is left empty by that. */
    void removeFrom(ObjectNode object) {
        children.forEach((name, child) -> {
            var field = name.substring(2);
            var value = object.get(field);
            if (child.isEmpty()) {
                object.remove(field);
            } else if (value instanceof ObjectNode inner) {
                child.removeFrom(inner);
                if (inner.isEmpty()) {
                    object.remove(field);
                }
            } else if (value instanceof ArrayNode list) {
                child.removeFrom(field, list);
                if (list.isEmpty()) {
                    object.remove(field);
                }
            }
        });
    }

    private void removeFrom(String name, ArrayNode list) {
        for (var items = list.iterator(); items.hasNext(); ) {
            if (items.next() instanceof ObjectNode item) {
                var fields = children.get(AssociativeList.key(name, item));
                if (fields != null && fields.hasKeyOf(name, item)) {
                    items.remove();
                } else if (fields != null) {
                    fields.removeFrom(item);
                }
            }
        }
    }

    /** Whether this, the fields of a list's item, has one of those that tell the item: then the item itself is meant. */
    private boolean hasKeyOf(String list, ObjectNode item) {
        return AssociativeList.keys(list, item).stream().anyMatch(key -> children.containsKey("f:" + key));
    }

    /** Some field of the set, for messages: {@code .spec.replicas}. */
    String example() {
        var path = new StringBuilder();
        for (@Nullable FieldSet at = this; at != null && !at.isEmpty(); ) {
            var first = at.children.entrySet().iterator().next();
            path.append(first.getKey().startsWith("f:") ? "." : "[")
                    .append(first.getKey().substring(2));
            path.append(first.getKey().startsWith("f:") ? "" : "]");
            at = first.getValue();
        }
        return path.toString();
    }
}
