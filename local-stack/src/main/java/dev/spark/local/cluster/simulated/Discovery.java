package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What clients ask to learn what there is. */
final class Discovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    /** The answer to a path that names no object, if it is one of these. */
    static Optional<ObjectNode> answer(String path) {
        var parts = List.of(path.substring(1).split("/"));
        return switch (parts.getFirst()) {
            case "version" ->
                Optional.of(Json.object()
                        .put("major", "1")
                        .put("minor", "34")
                        .put("gitVersion", "v1.34.0-simulated")
                        .put("platform", "none"));
            case "api" -> parts.size() == 1 ? Optional.of(coreVersions()) : resources("", parts.get(1));
            case "apis" ->
                switch (parts.size()) {
                    case 1 -> Optional.of(groups());
                    case 2 -> group(parts.get(1));
                    default -> resources(parts.get(1), parts.get(2));
                };
            default -> Optional.empty();
        };
    }

    private static ObjectNode coreVersions() {
        var answer = Json.object().put("kind", "APIVersions");
        answer.putArray("versions").add("v1");
        return answer;
    }

    private static ObjectNode groups() {
        var answer = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = answer.putArray("groups");
        ResourceType.ALL.stream()
                .map(ResourceType::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .forEach(name -> group(name).ifPresent(groups::add));
        return answer;
    }

    private static Optional<ObjectNode> group(String name) {
        return ResourceType.ALL.stream()
                .filter(type -> type.group().equals(name))
                .findFirst()
                .map(type -> {
                    var version =
                            Json.object().put("groupVersion", type.apiVersion()).put("version", type.version());
                    var group = Json.object()
                            .put("kind", "APIGroup")
                            .put("apiVersion", "v1")
                            .put("name", name);
                    group.putArray("versions").add(version);
                    group.set("preferredVersion", version);
                    return group;
                });
    }

    private static Optional<ObjectNode> resources(String group, String version) {
        var types = ResourceType.ALL.stream()
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .toList();
        if (types.isEmpty()) {
            return Optional.empty();
        }
        var answer = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        answer.put("groupVersion", types.getFirst().apiVersion());
        var resources = answer.putArray("resources");
        for (var type : types) {
            describe(resources, type, type.plural());
            if (type.hasStatus()) {
                describe(resources, type, type.plural() + "/status");
            }
        }
        return Optional.of(answer);
    }

    private static void describe(ArrayNode resources, ResourceType type, String name) {
        var verbs = resources
                .addObject()
                .put("name", name)
                .put("singularName", type.kind().toLowerCase(Locale.ROOT))
                .put("namespaced", type.namespaced())
                .put("kind", type.kind())
                .putArray("verbs");
        VERBS.forEach(verbs::add);
    }
}
