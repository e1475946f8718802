package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/** The ways to change an object by less than the whole of it. None changes its arguments. */
final class Merge {

    private Merge() {}

    /** RFC 7386: objects are merged, null deletes, anything else replaces. */
    static ObjectNode merge(ObjectNode object, ObjectNode patch) {
        var merged = object.deepCopy();
        mergeInto(merged, patch, false);
        return merged;
    }

    /** The same, where the items of associative lists are merged too. Directives ({@code $patch}) are not understood. */
    static ObjectNode strategic(ObjectNode object, ObjectNode patch) {
        var merged = object.deepCopy();
        mergeInto(merged, patch, true);
        return merged;
    }

    /** RFC 6902. */
    static JsonNode json(ObjectNode object, JsonNode patch) {
        try {
            return JsonPatch.apply(patch, object);
        } catch (JsonPatchException e) {
            throw ApiError.invalid(object.path("kind").asText(), Json.name(object), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw ApiError.badRequest("the patch cannot be applied: " + e.getMessage());
        }
    }

    private static void mergeInto(ObjectNode target, ObjectNode patch, boolean lists) {
        patch.properties().forEach(field -> {
            var name = field.getKey();
            var value = field.getValue();
            var there = target.get(name);
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode inner) {
                mergeInto(there instanceof ObjectNode object ? object : target.putObject(name), inner, lists);
            } else if (lists && there instanceof ArrayNode list && AssociativeList.is(name, value)) {
                value.forEach(item -> mergeItem(name, list, item));
            } else {
                target.set(name, value.deepCopy());
            }
        });
    }

    private static void mergeItem(String name, ArrayNode list, JsonNode item) {
        var there = AssociativeList.find(name, list, AssociativeList.key(name, item));
        if (there != null && item instanceof ObjectNode object) {
            mergeInto(there, object, true);
        } else {
            list.add(item.deepCopy());
        }
    }
}
