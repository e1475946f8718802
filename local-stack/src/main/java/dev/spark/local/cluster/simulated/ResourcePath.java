package dev.spark.local.cluster.simulated;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * What an address below {@code /api} or {@code /apis} names.
 *
 * @param namespace empty for all namespaces, and for types without
 * @param name empty for the whole collection
 * @param subresource empty for the object itself
 */
record ResourcePath(ResourceType type, String namespace, String name, String subresource) {

    static Optional<ResourcePath> parse(String path) {
        var parts = new ArrayDeque<>(List.of(path.substring(1).split("/")));
        var root = parts.poll();
        if (!("api".equals(root) || "apis".equals(root)) || parts.size() < 2) {
            return Optional.empty();
        }
        var group = root.equals("api") ? "" : parts.remove();
        var version = parts.remove();
        var namespace = "";
        if (parts.size() > 2 && parts.getFirst().equals("namespaces") && !isSubresourceOfNamespace(parts)) {
            parts.remove();
            namespace = parts.remove();
        }
        if (parts.isEmpty() || parts.size() > 4) {
            return Optional.empty();
        }
        var plural = parts.remove();
        var name = parts.isEmpty() ? "" : parts.remove();
        var subresource = parts.isEmpty() ? "" : parts.remove();
        var inNamespace = namespace;
        return ResourceType.find(group, version, plural)
                .filter(type -> type.namespaced() || inNamespace.isEmpty())
                .map(type -> new ResourcePath(type, inNamespace, name, subresource));
    }

    private static boolean isSubresourceOfNamespace(ArrayDeque<String> parts) {
        return parts.size() == 3 && List.of("status", "finalize").contains(parts.getLast());
    }

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }
}
