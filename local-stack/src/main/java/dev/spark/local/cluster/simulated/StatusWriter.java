package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** How the controllers report: whole statuses, with conditions that know since when they hold. */
final class StatusWriter {

    private final ApiServer api;
    private final InstantSource clock;

    StatusWriter(ApiServer api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Puts a status in place of the present one; where both are the same nothing changes. */
    void write(ResourceType type, ObjectKey key, ObjectNode status) {
        api.change(
                type,
                key,
                "status",
                object -> {
                    object.set("status", status);
                    return object;
                },
                ApiServer.Writer.CLUSTER);
    }

    /** A condition; it holds since now, or since whenever the present status says so. */
    ObjectNode condition(JsonNode present, String type, boolean met, String reason) {
        var condition = Json.object().put("type", type).put("status", met ? "True" : "False");
        if (!reason.isEmpty()) {
            condition.put("reason", reason);
        }
        var since = now();
        for (JsonNode before : present.path("conditions")) {
            if (before.path("type").asText().equals(type)
                    && before.path("status").equals(condition.path("status"))) {
                since = before.path("lastTransitionTime").asText(since);
            }
        }
        return condition.put("lastTransitionTime", since);
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
