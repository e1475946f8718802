package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What a kubelet says that its pods use. These use a little memory, and nothing else: nothing runs in them. */
final class StatsSummary {

    static final String PATH = "/stats/summary";

    private static final long WORKING_SET = 8 << 20;

    private final ObjectStore store;
    private final InstantSource clock;

    StatsSummary(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The running pods. Counters stand still, while their time goes on. */
    ObjectNode read() {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var summary = Json.object();
        summary.putObject("node").put("nodeName", SimulatedNode.NAME);
        var pods = summary.putArray("pods");
        for (var object : store.select(ResourceType.POD, "", Selector.ALL).objects()) {
            var pod = object.tree();
            if (pod.path("status").path("phase").asText().equals("Running")) {
                put(pods.addObject(), pod, now);
            }
        }
        return summary;
    }

    private static void put(ObjectNode stats, ObjectNode pod, String now) {
        var metadata = pod.path("metadata");
        stats.putObject("podRef")
                .put("name", metadata.path("name").asText())
                .put("namespace", metadata.path("namespace").asText())
                .put("uid", metadata.path("uid").asText());
        stats.put("startTime", metadata.path("creationTimestamp").asText());
        stats.putObject("cpu").put("time", now).put("usageNanoCores", 0).put("usageCoreNanoSeconds", 0);
        stats.putObject("memory").put("time", now).put("workingSetBytes", WORKING_SET);
        stats.putObject("network")
                .put("time", now)
                .put("name", "eth0")
                .put("rxBytes", 0)
                .put("txBytes", 0);
    }
}
