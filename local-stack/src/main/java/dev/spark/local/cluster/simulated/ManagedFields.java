package dev.spark.local.cluster.simulated;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who owns which fields of an object: {@code metadata.managedFields}. */
record ManagedFields(List<Entry> entries) {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    /** What one manager owns by one kind of operation. */
    record Entry(String manager, String operation, String subresource, String time, FieldSet fields) {

        boolean isOf(String manager, String operation, String subresource) {
            return this.manager.equals(manager)
                    && this.operation.equals(operation)
                    && this.subresource.equals(subresource);
        }

        Entry with(FieldSet others) {
            return new Entry(manager, operation, subresource, time, others);
        }
    }

    static ManagedFields of(ObjectNode object) {
        var entries = new ArrayList<Entry>();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            entries.add(new Entry(
                    entry.path("manager").asText(),
                    entry.path("operation").asText(),
                    entry.path("subresource").asText(),
                    entry.path("time").asText(),
                    FieldSet.fromJson(entry.path("fieldsV1"))));
        }
        return new ManagedFields(entries);
    }

    void writeTo(ObjectNode object) {
        var list = Json.metadata(object).putArray("managedFields");
        for (var entry : entries) {
            var json = list.addObject()
                    .put("manager", entry.manager)
                    .put("operation", entry.operation)
                    .put("apiVersion", object.path("apiVersion").asText())
                    .put("time", entry.time)
                    .put("fieldsType", "FieldsV1");
            json.set("fieldsV1", entry.fields.toJson());
            if (!entry.subresource.isEmpty()) {
                json.put("subresource", entry.subresource);
            }
        }
    }

    /** What the manager has applied so far. */
    FieldSet appliedBy(String manager) {
        return entries.stream()
                .filter(entry -> entry.isOf(manager, APPLY, ""))
                .map(Entry::fields)
                .findFirst()
                .orElse(FieldSet.EMPTY);
    }

    /** What all others own together. */
    List<Entry> others(String manager) {
        return entries.stream().filter(entry -> !entry.isOf(manager, APPLY, "")).toList();
    }

    /** The manager now owns exactly these by applying them; nobody else owns any longer what it has taken over. */
    ManagedFields applied(String manager, FieldSet fields, FieldSet takenOver, String now) {
        return without(takenOver).replaced(new Entry(manager, APPLY, "", now, fields));
    }

    /** The manager has changed these in passing, by an update or a patch: they are its own now. */
    ManagedFields updated(String manager, String subresource, FieldSet changed, String now) {
        var own = entries.stream()
                .filter(entry -> entry.isOf(manager, UPDATE, subresource))
                .map(Entry::fields)
                .reduce(FieldSet.EMPTY, FieldSet::union);
        return without(changed).replaced(new Entry(manager, UPDATE, subresource, now, own.union(changed)));
    }

    /** Whether the same managers own the same fields, since whenever. */
    boolean sameAs(ManagedFields other) {
        return timeless().equals(other.timeless());
    }

    private Set<Entry> timeless() {
        return entries.stream()
                .map(entry -> new Entry(entry.manager, entry.operation, entry.subresource, "", entry.fields))
                .collect(toSet());
    }

    private ManagedFields without(FieldSet fields) {
        return new ManagedFields(entries.stream()
                .map(entry -> entry.with(entry.fields.minus(fields)))
                .filter(entry -> !entry.fields.isEmpty())
                .toList());
    }

    private ManagedFields replaced(Entry by) {
        var replaced = new ArrayList<>(entries);
        replaced.removeIf(entry -> entry.isOf(by.manager, by.operation, by.subresource));
        replaced.add(by);
        return new ManagedFields(replaced);
    }
}
