package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which objects a list or a watch is about: those that meet all requirements on labels and on fields. */
record Selector(List<Requirement> labels, List<Field> fields) {

    static final Selector ALL = new Selector(List.of(), List.of());

    private static final Pattern REQUIREMENT = Pattern.compile("""
            \\s*(?: (?<in>[^\\s,=!()]+)\\s+(?<not>not)?in\\s*\\((?<values>[^)]*)\\)
                 | (?<key>[^\\s,=!()]+)\\s*(?<operator>!=|==|=)\\s*(?<value>[^\\s,()]*)
                 | (?<absent>!)?\\s*(?<exists>[^\\s,=!()]+) )\\s*(?:,|$)""", Pattern.COMMENTS);

    /**
     * A requirement on one label.
     *
     * @param values one of which the label has; empty where any will do
     * @param negated whether the requirement is met where it otherwise would not be
     */
    record Requirement(String key, Set<String> values, boolean negated) {

        boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return (value != null && (values.isEmpty() || values.contains(value))) != negated;
        }
    }

    /** A requirement on one field, by its path: {@code metadata.name=x}. */
    record Field(List<String> path, String value, boolean negated) {

        boolean matches(StoredObject object) {
            if (path.equals(List.of("metadata", "name"))) {
                return object.key().name().equals(value) != negated;
            }
            if (path.equals(List.of("metadata", "namespace"))) {
                return object.key().namespace().equals(value) != negated;
            }
            JsonNode node = object.tree();
            for (var step : path) {
                node = node.path(step);
            }
            return node.asText().equals(value) != negated;
        }
    }

    static Selector parse(String labelSelector, String fieldSelector) {
        if (labelSelector.isBlank() && fieldSelector.isBlank()) {
            return ALL;
        }
        return new Selector(requirements(labelSelector), fields(fieldSelector));
    }

    boolean matches(StoredObject object) {
        for (var requirement : labels) {
            if (!requirement.matches(object.labels())) {
                return false;
            }
        }
        for (var field : fields) {
            if (!field.matches(object)) {
                return false;
            }
        }
        return true;
    }

    private static List<Requirement> requirements(String selector) {
        var requirements = new ArrayList<Requirement>();
        var matcher = REQUIREMENT.matcher(selector);
        for (int at = 0; at < selector.length(); at = matcher.end()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw ApiError.badRequest("unable to parse requirement: " + selector.substring(at));
            }
            requirements.add(requirement(matcher));
        }
        return requirements;
    }

    private static Requirement requirement(Matcher matcher) {
        if (matcher.group("in") != null) {
            var values = Set.of(matcher.group("values").strip().split("\\s*,\\s*"));
            return new Requirement(matcher.group("in"), values, matcher.group("not") != null);
        }
        if (matcher.group("key") != null) {
            var negated = matcher.group("operator").equals("!=");
            return new Requirement(matcher.group("key"), Set.of(matcher.group("value")), negated);
        }
        return new Requirement(matcher.group("exists"), Set.of(), matcher.group("absent") != null);
    }

    private static List<Field> fields(String selector) {
        var fields = new ArrayList<Field>();
        for (var part : selector.isBlank() ? List.<String>of() : List.of(selector.split(","))) {
            var sides = part.split("!=|==|=", 2);
            if (sides.length < 2) {
                throw ApiError.badRequest("invalid field selector: " + part);
            }
            fields.add(new Field(List.of(sides[0].strip().split("\\.")), sides[1].strip(), part.contains("!=")));
        }
        return fields;
    }
}
