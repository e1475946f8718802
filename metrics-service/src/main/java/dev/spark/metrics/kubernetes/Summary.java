package dev.spark.metrics.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.metrics.domain.PodUsage;
import dev.spark.metrics.domain.Sample;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a kubelet answers at {@code /stats/summary}. Any part of it may be missing: a pod that has just begun, a runtime that
 * does not count. Then that value is absent and the others are not.
 *
 * @param node empty where it does not say
 * @see <a href="https://github.com/kubernetes/kubelet/blob/master/pkg/apis/stats/v1alpha1/types.go">its types</a>
 */
record Summary(String node, Map<String, PodUsage> pods) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Throws where it is no JSON object. */
    static Summary parse(byte[] body) throws IOException {
        JsonNode tree = JSON.readTree(body);
        if (!tree.isObject()) {
            throw new IOException("no JSON object");
        }
        var pods = new HashMap<String, PodUsage>();
        for (JsonNode pod : tree.path("pods")) {
            String uid = pod.path("podRef").path("uid").asText("");
            if (!uid.isEmpty()) {
                pods.put(uid, usage(uid, pod));
            }
        }
        return new Summary(tree.path("node").path("nodeName").asText(""), pods);
    }

    private static PodUsage usage(String uid, JsonNode pod) {
        JsonNode cpu = ofPodOrOnlyContainer(pod, "cpu");
        JsonNode memory = ofPodOrOnlyContainer(pod, "memory");
        return new PodUsage(
                uid,
                number(cpu, "usageCoreNanoSeconds").flatMap(nanos -> sample(cpu, nanos)),
                network(pod.path("network")),
                number(memory, "workingSetBytes"));
    }

    /** Old kubelets, and some runtimes, count for containers only; several of them may have been read at different times. */
    private static JsonNode ofPodOrOnlyContainer(JsonNode pod, String what) {
        boolean onlyOne = pod.path("containers").size() == 1;
        return pod.has(what) || !onlyOne
                ? pod.path(what)
                : pod.path("containers").path(0).path(what);
    }

    private static Optional<Sample> network(JsonNode network) {
        return number(network, "rxBytes")
                .flatMap(received -> number(network, "txBytes").map(sent -> received + sent))
                .flatMap(both -> sample(network, both));
    }

    private static Optional<Sample> sample(JsonNode stats, long value) {
        return time(stats.path("time").asText("")).map(at -> new Sample(at, value));
    }

    private static Optional<Long> number(JsonNode stats, String field) {
        JsonNode value = stats.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0
                ? Optional.of(value.asLong())
                : Optional.empty();
    }

    /** To the microsecond, as it is kept. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(text, Instant::from)
                    .truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
