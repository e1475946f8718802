package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** What the server adds to an object that its writer left open. */
final class Defaults {

    private final AtomicInteger services = new AtomicInteger();

    /** Brings what a client wrote into the form in which it is kept. */
    static void normalize(ResourceType type, ObjectNode object) {
        if (type.equals(ResourceType.SECRET) && object.remove("stringData") instanceof ObjectNode plain) {
            var data = object.withObject("/data");
            plain.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Copies from the present object what a writer may leave out without meaning to change it. */
    static void carryOver(ObjectNode current, ObjectNode proposed) {
        for (var field : new String[] {"clusterIP", "clusterIPs", "volumeName"}) {
            var value = current.path("spec").get(field);
            if (value != null && proposed.get("spec") instanceof ObjectNode spec && !spec.has(field)) {
                spec.set(field, value.deepCopy());
            }
        }
    }

    /** Fills in what is missing. */
    void complete(ResourceType type, ObjectNode object) {
        switch (type.kind()) {
            case "Deployment" -> putIfAbsent(object.withObject("/spec"), "replicas", 1);
            case "Service" -> completeService(object.withObject("/spec"));
            case "Secret" -> putIfAbsent(object, "type", "Opaque");
            case "PersistentVolumeClaim" -> putIfAbsent(object.withObject("/spec"), "storageClassName", "simulated");
            case "Namespace" -> {
                putIfAbsent(object.withObject("/metadata/labels"), "kubernetes.io/metadata.name", Json.name(object));
                putIfAbsent(object.withObject("/status"), "phase", "Active");
            }
            case "Pod" -> {
                putIfAbsent(object.withObject("/spec"), "nodeName", SimulatedNode.NAME); // there is no scheduler
                putIfAbsent(object.withObject("/status"), "phase", "Pending");
            }
            default -> {
                // kept as it is
            }
        }
    }

    private void completeService(ObjectNode spec) {
        putIfAbsent(spec, "type", "ClusterIP");
        if (!spec.has("clusterIP")) {
            var number = services.incrementAndGet();
            spec.put("clusterIP", "10.96.%d.%d".formatted(number / 250 % 250, number % 250 + 1));
        }
        for (var port : spec.path("ports")) {
            if (port instanceof ObjectNode open) {
                putIfAbsent(open, "protocol", "TCP");
                putIfAbsent(open, "targetPort", open.path("port").asInt());
            }
        }
    }

    private static void putIfAbsent(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    private static void putIfAbsent(ObjectNode object, String field, int value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
