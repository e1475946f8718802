package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Makes pods ready, and ends those that are deleted, each after its time.
 *
 * <p>A pod may be annotated (so may the template of a Deployment): {@value #READY_AFTER} with a duration as {@code 5s} or
 * with {@code never}, {@value #WAITING} with the reason why its containers do not start, {@code ImagePullBackOff} say.
 * Its address is from 198.18.0.0/15, which is nobody's (RFC 2544).
 */
final class Kubelet {

    static final String READY_AFTER = "simulated.spark.dev/ready-after";
    static final String WAITING = "simulated.spark.dev/waiting";

    private final ObjectStore store;
    private final ApiServer api;
    private final StatusWriter statuses;
    private final SimulationSettings settings;
    private final BiConsumer<Duration, Runnable> later;
    private final AtomicInteger addresses = new AtomicInteger();

    /** @param later does a thing when some time has passed */
    Kubelet(
            ObjectStore store,
            ApiServer api,
            StatusWriter statuses,
            SimulationSettings settings,
            BiConsumer<Duration, Runnable> later) {
        this.store = store;
        this.api = api;
        this.statuses = statuses;
        this.settings = settings;
        this.later = later;
    }

    static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** Takes a new pod onto the node. */
    void take(ObjectKey key) {
        var pod = api.get(ResourceType.POD, key).tree();
        var annotations = pod.path("metadata").path("annotations");
        var after = annotations.path(READY_AFTER).asText();
        var waiting = annotations.path(WAITING).asText();
        if (!waiting.isEmpty()) {
            statuses.write(ResourceType.POD, key, waitingStatus(pod, waiting));
        } else if (!after.equals("never") && !isReady(pod)) {
            var delay = after.isEmpty() ? settings.podsReadyAfter() : Duration.parse("PT" + after);
            later.accept(delay, () -> makeReady(key));
        }
    }

    void endIfDeleted(ObjectKey key) {
        if (isBeingDeleted(key)) {
            later.accept(
                    settings.podsGoneAfter(),
                    () -> api.delete(ResourceType.POD, key, ApiServer.Deletion.AT_ONCE, ApiServer.Writer.CLUSTER));
        }
    }

    private void makeReady(ObjectKey key) {
        store.alone(() -> {
            if (!isBeingDeleted(key)) {
                var pod = api.get(ResourceType.POD, key).tree();
                statuses.write(ResourceType.POD, key, readyStatus(pod));
            }
            return key;
        });
    }

    private boolean isBeingDeleted(ObjectKey key) {
        var pod = store.get(ResourceType.POD, key);
        return pod != null && pod.tree().path("metadata").has("deletionTimestamp");
    }

    private ObjectNode readyStatus(ObjectNode pod) {
        var number = addresses.incrementAndGet();
        var address = "198.%d.%d.%d".formatted(18 + number / 62_500 % 2, number / 250 % 250, number % 250 + 1);
        var status = status(pod, "Running", true);
        status.put("podIP", address).put("hostIP", "198.19.255.254");
        status.putArray("podIPs").addObject().put("ip", address);
        var containers = status.putArray("containerStatuses");
        for (JsonNode container : pod.path("spec").path("containers")) {
            containerStatus(containers.addObject(), container, true)
                    .withObject("/state/running")
                    .put("startedAt", statuses.now());
        }
        return status;
    }

    private ObjectNode waitingStatus(ObjectNode pod, String reason) {
        var status = status(pod, "Pending", false);
        var containers = status.putArray("containerStatuses");
        for (JsonNode container : pod.path("spec").path("containers")) {
            containerStatus(containers.addObject(), container, false)
                    .withObject("/state/waiting")
                    .put("reason", reason)
                    .put("message", "asked for by the annotation " + WAITING);
        }
        return status;
    }

    private ObjectNode status(ObjectNode pod, String phase, boolean ready) {
        var present = pod.path("status");
        var unready = ready ? "" : "ContainersNotReady";
        var status =
                Json.object().put("phase", phase).put("qosClass", "Burstable").put("startTime", statuses.now());
        status.putArray("conditions")
                .add(statuses.condition(present, "PodScheduled", true, ""))
                .add(statuses.condition(present, "Initialized", true, ""))
                .add(statuses.condition(present, "ContainersReady", ready, unready))
                .add(statuses.condition(present, "Ready", ready, unready));
        return status;
    }

    private static ObjectNode containerStatus(ObjectNode status, JsonNode container, boolean ready) {
        return status.put("name", container.path("name").asText())
                .put("image", container.path("image").asText())
                .put("imageID", "simulated")
                .put("ready", ready)
                .put("started", ready)
                .put("restartCount", 0);
    }
}
