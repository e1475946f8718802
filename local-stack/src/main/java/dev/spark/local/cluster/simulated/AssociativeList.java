package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists of Kubernetes whose items are merged one by one, told by what the items are called; all others are replaced
 * whole. (The real server reads this off the schema: {@code x-kubernetes-list-map-keys}.)
 */
final class AssociativeList {

    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("conditions", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("ports", List.of("containerPort", "protocol")));

    private static final List<String> SERVICE_PORT = List.of("port", "protocol");

    private AssociativeList() {}

    static boolean is(String name, JsonNode list) {
        return KEYS.containsKey(name)
                && list.isArray()
                && (list.isEmpty() || list.get(0).isObject());
    }

    /** What tells the item from the others of its list, the way managed fields write it: {@code k:{"name":"shell"}}. */
    static String key(String name, JsonNode item) {
        var key = Json.object();
        for (var field : keys(name, item)) {
            key.set(field, field.equals("protocol") && !item.has(field) ? key.textNode("TCP") : item.path(field));
        }
        return "k:" + key;
    }

    static @Nullable ObjectNode find(String name, ArrayNode list, String key) {
        for (var item : list) {
            if (item instanceof ObjectNode object && key(name, object).equals(key)) {
                return object;
            }
        }
        return null;
    }

    /** The fields of an item that make its key. */
    static List<String> keys(String name, JsonNode item) {
        if (name.equals("ports") && !item.has("containerPort")) {
            return SERVICE_PORT;
        }
        return KEYS.getOrDefault(name, List.of());
    }
}
