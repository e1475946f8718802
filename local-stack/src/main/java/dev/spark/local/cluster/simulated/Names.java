package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/** What Kubernetes takes for a name or a label. */
final class Names {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern PATH_SEGMENT = Pattern.compile("(?!\\.{1,2}$)[^/%]{1,253}");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Set<String> NAMED_BY_LABEL = Set.of("Service", "Namespace");

    private Names() {}

    /** Refuses, with 422, an object whose name or labels Kubernetes would refuse. */
    static void check(ResourceType type, ObjectNode object) {
        var name = Json.name(object);
        if (!pattern(type).matcher(name).matches()) {
            throw ApiError.invalid(
                    type.kind(), name, "metadata.name: Invalid value: \"%s\": must be a DNS name".formatted(name));
        }
        Json.labels(object).forEach((key, value) -> {
            if (!LABEL_KEY.matcher(key).matches()) {
                throw ApiError.invalid(type.kind(), name, "metadata.labels: Invalid value: \"%s\"".formatted(key));
            }
            if (!LABEL_VALUE.matcher(value).matches()) {
                throw ApiError.invalid(
                        type.kind(),
                        name,
                        "metadata.labels: Invalid value: \"%s\": a label has at most 63 letters, digits, '-', '_', '.'"
                                .formatted(value));
            }
        });
    }

    private static Pattern pattern(ResourceType type) {
        if (type.group().startsWith("rbac.")) {
            return PATH_SEGMENT;
        }
        return NAMED_BY_LABEL.contains(type.kind()) ? LABEL : SUBDOMAIN;
    }
}
