package dev.spark.metrics.kubernetes;

import dev.spark.events.SparkId;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.metrics.domain.RunningPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads pods. */
final class PodView {

    private PodView() {}

    /** Of each spark the pod that runs: the newest one, and none that is ending. */
    static List<RunningPod> running(Collection<Pod> pods) {
        Map<SparkId, RunningPod> bySpark = new HashMap<>();
        pods.stream()
                .filter(PodView::isRunning)
                .sorted(Comparator.comparing(
                        pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())))
                .forEach(pod -> SparkObjects.sparkOf(pod).stream()
                        .map(SparkId::new)
                        .forEach(id -> bySpark.put(id, running(id, pod))));
        return List.copyOf(bySpark.values());
    }

    private static boolean isRunning(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }

    private static RunningPod running(SparkId id, Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return new RunningPod(id, pod.getMetadata().getUid(), Objects.requireNonNullElse(node, ""));
    }
}
