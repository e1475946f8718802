package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Gives each Deployment as many pods of its present template as it wants, without ReplicaSets, and reports on them. */
final class DeploymentController {

    private static final String TEMPLATE_HASH = "pod-template-hash";

    private final ObjectStore store;
    private final ApiServer api;
    private final StatusWriter statuses;

    DeploymentController(ObjectStore store, ApiServer api, StatusWriter statuses) {
        this.store = store;
        this.api = api;
        this.statuses = statuses;
    }

    /** The same for the Deployment with the given uid, if that is one. */
    void reconcile(String uid) {
        store.find(ResourceType.DEPLOYMENT, uid).ifPresent(this::reconcile);
    }

    void reconcile(ObjectKey key) {
        store.alone(() -> {
            var stored = store.get(ResourceType.DEPLOYMENT, key);
            if (stored != null) {
                var deployment = stored.tree();
                statuses.write(ResourceType.DEPLOYMENT, key, status(deployment, adjustPods(deployment)));
            }
            return stored;
        });
    }

    /** Makes missing pods and deletes those that are too many or of an old template. Returns those that stay. */
    private List<ObjectNode> adjustPods(ObjectNode deployment) {
        var wanted = wanted(deployment);
        var hash = templateHash(deployment);
        var staying = new ArrayList<ObjectNode>();
        for (var key : store.ownedBy(ResourceType.POD, Json.uid(deployment))) {
            var pod = api.get(ResourceType.POD, key).tree();
            if (pod.path("metadata").has("deletionTimestamp")) {
                continue;
            }
            if (staying.size() < wanted && hash.equals(Json.labels(pod).get(TEMPLATE_HASH))) {
                staying.add(pod);
            } else {
                api.delete(ResourceType.POD, key, ApiServer.Deletion.PLAIN, ApiServer.Writer.CLUSTER);
            }
        }
        while (staying.size() < wanted) {
            staying.add(createPod(deployment, hash));
        }
        return staying;
    }

    private ObjectNode createPod(ObjectNode deployment, String hash) {
        var template = deployment.path("spec").path("template");
        var metadata = template.path("metadata") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        metadata.put("name", "%s-%s-%s".formatted(Json.name(deployment), hash, ApiServer.suffix()));
        metadata.withObject("/labels").put(TEMPLATE_HASH, hash);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", ResourceType.DEPLOYMENT.apiVersion())
                .put("kind", ResourceType.DEPLOYMENT.kind())
                .put("name", Json.name(deployment))
                .put("uid", Json.uid(deployment))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        var pod = Json.object();
        pod.set("metadata", metadata);
        pod.set("spec", template.path("spec").deepCopy());
        var namespace = deployment.path("metadata").path("namespace").asText();
        return api.create(ResourceType.POD, namespace, pod, ApiServer.Writer.CLUSTER)
                .tree();
    }

    private ObjectNode status(ObjectNode deployment, List<ObjectNode> pods) {
        var ready = (int) pods.stream().filter(Kubelet::isReady).count();
        var available = ready >= wanted(deployment);
        var present = deployment.path("status");
        var status = Json.object();
        status.set("observedGeneration", deployment.path("metadata").path("generation"));
        putUnlessZero(status, "replicas", pods.size());
        putUnlessZero(status, "updatedReplicas", pods.size());
        putUnlessZero(status, "readyReplicas", ready);
        putUnlessZero(status, "availableReplicas", ready);
        putUnlessZero(status, "unavailableReplicas", wanted(deployment) - ready);
        status.putArray("conditions")
                .add(statuses.condition(
                        present,
                        "Available",
                        available,
                        available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable"))
                .add(statuses.condition(
                        present, "Progressing", true, available ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"));
        return status;
    }

    private static void putUnlessZero(ObjectNode status, String field, int count) {
        if (count > 0) {
            status.put(field, count);
        }
    }

    private static int wanted(JsonNode deployment) {
        return deployment.path("spec").path("replicas").asInt(1);
    }

    private static String templateHash(JsonNode deployment) {
        return Integer.toHexString(deployment.path("spec").path("template").hashCode());
    }
}
