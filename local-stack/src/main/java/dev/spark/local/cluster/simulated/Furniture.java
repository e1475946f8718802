package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is there in every cluster before anybody comes. */
final class Furniture {

    private Furniture() {}

    static void putInto(ApiServer api) {
        for (var namespace : new String[] {"default", "kube-system"}) {
            create(api, ResourceType.NAMESPACE, named(namespace));
        }
        create(api, ResourceType.NODE, node());
        create(api, ResourceType.STORAGE_CLASS, storageClass());
    }

    private static void create(ApiServer api, ResourceType type, ObjectNode object) {
        if (!api.exists(type, new ObjectKey("", Json.name(object)))) {
            api.create(type, "", object, ApiServer.Writer.CLUSTER);
        }
    }

    private static ObjectNode node() {
        var node = named(SimulatedNode.NAME);
        node.withObject("/status")
                .putObject("capacity")
                .put("cpu", "1000")
                .put("memory", "4Ti")
                .put("pods", "100000");
        node.withObject("/status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
        return node;
    }

    private static ObjectNode storageClass() {
        var storageClass = named("simulated").put("provisioner", "simulated.spark.dev/none");
        storageClass.withObject("/metadata/annotations").put("storageclass.kubernetes.io/is-default-class", "true");
        return storageClass;
    }

    private static ObjectNode named(String name) {
        var object = Json.object();
        Json.metadata(object).put("name", name);
        return object;
    }
}
