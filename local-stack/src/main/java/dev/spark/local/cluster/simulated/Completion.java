package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;

/** Finishes what in a real cluster drivers and containers finish: claims are bound, snapshots taken, jobs done. */
final class Completion {

    private final ObjectStore store;
    private final ApiServer api;
    private final StatusWriter statuses;

    Completion(ObjectStore store, ApiServer api, StatusWriter statuses) {
        this.store = store;
        this.api = api;
        this.statuses = statuses;
    }

    void bind(ObjectKey key) {
        store.alone(() -> {
            var claim = api.get(ResourceType.CLAIM, key).tree();
            claim.withObject("/spec").put("volumeName", "pvc-" + Json.uid(claim));
            api.update(ResourceType.CLAIM, key, "", claim, ApiServer.Writer.CLUSTER);
            var status = Json.object().put("phase", "Bound");
            status.set("accessModes", claim.path("spec").path("accessModes"));
            status.set("capacity", claim.path("spec").path("resources").path("requests"));
            statuses.write(ResourceType.CLAIM, key, status);
            return key;
        });
    }

    void completeSnapshot(ObjectKey key) {
        var snapshot = api.get(ResourceType.VOLUME_SNAPSHOT, key).tree();
        if (!snapshot.path("status").path("readyToUse").asBoolean()) {
            statuses.write(
                    ResourceType.VOLUME_SNAPSHOT,
                    key,
                    Json.object()
                            .put("readyToUse", true)
                            .put("creationTime", statuses.now())
                            .put("restoreSize", sizeOfSource(key, snapshot))
                            .put("boundVolumeSnapshotContentName", "snapcontent-" + Json.uid(snapshot)));
        }
    }

    void completeJob(ObjectKey key) {
        var job = api.get(ResourceType.JOB, key).tree();
        if (!job.path("status").has("completionTime")) {
            var status = Json.object()
                    .put("succeeded", 1)
                    .put("startTime", statuses.now())
                    .put("completionTime", statuses.now());
            status.putArray("conditions")
                    .add(statuses.condition(job.path("status"), "Complete", true, "CompletionsReached"));
            statuses.write(ResourceType.JOB, key, status);
        }
    }

    private String sizeOfSource(ObjectKey key, JsonNode snapshot) {
        var source = snapshot.path("spec")
                .path("source")
                .path("persistentVolumeClaimName")
                .asText();
        var claim = store.get(ResourceType.CLAIM, new ObjectKey(key.namespace(), source));
        return claim == null
                ? "0"
                : claim.tree().at("/spec/resources/requests/storage").asText("0");
    }
}
