package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object at one version: its bytes as they go over the wire, and what it is found by. Bytes take a fifth of the memory
 * of a tree, and most objects are only ever listed.
 *
 * @param owners the uids of those whose deletion deletes it
 */
record StoredObject(
        ObjectKey key, String uid, long version, Map<String, String> labels, List<String> owners, byte[] json) {

    static StoredObject of(ObjectNode object, long version) {
        var metadata = Json.metadata(object);
        metadata.put("resourceVersion", String.valueOf(version));
        var owners = new ArrayList<String>();
        for (JsonNode owner : metadata.path("ownerReferences")) {
            owners.add(owner.path("uid").asText());
        }
        return new StoredObject(
                new ObjectKey(metadata.path("namespace").asText(), Json.name(object)),
                metadata.path("uid").asText(),
                version,
                Map.copyOf(Json.labels(object)),
                List.copyOf(owners),
                Json.bytes(object));
    }

    /** A tree of its own, to read or to change. */
    ObjectNode tree() {
        return Json.stored(json);
    }
}
