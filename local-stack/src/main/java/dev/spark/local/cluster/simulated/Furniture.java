package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is there in every cluster before anybody comes. */
final class Furniture {

    private Furniture() {}

    /** @param port where the node's kubelet answers, which may be another one after a restart */
    static void putInto(ApiServer api, int port) {
        for (var namespace : new String[] {"default", "kube-system"}) {
            create(api, ResourceType.NAMESPACE, named(namespace));
        }
        create(api, ResourceType.NODE, node());
        create(api, ResourceType.STORAGE_CLASS, storageClass());
        api.change(
                ResourceType.NODE,
                new ObjectKey("", SimulatedNode.NAME),
                "status",
                node -> withAddress(node, port),
                ApiServer.Writer.CLUSTER);
    }

    private static ObjectNode withAddress(ObjectNode node, int port) {
        var status = node.withObject("/status");
        status.putArray("addresses").addObject().put("type", "InternalIP").put("address", "127.0.0.1");
        status.withObject("/daemonEndpoints/kubeletEndpoint").put("Port", port);
        return node;
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
