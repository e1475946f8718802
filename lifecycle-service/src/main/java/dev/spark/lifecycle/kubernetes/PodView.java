package dev.spark.lifecycle.kubernetes;

import dev.spark.lifecycle.plan.Observed;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads pods. */
final class PodView {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");
    private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");
    private static final int LONGEST = 300;

    private PodView() {}

    static Observed observed(boolean watched, Optional<Integer> replicas, Optional<String> version, List<Pod> pods) {
        List<Pod> left = pods.stream()
                .filter(pod -> !OVER.contains(String.valueOf(status(pod).getPhase())))
                .toList();
        Optional<Pod> newest = left.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .max(Comparator.comparing(
                        pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
        return new Observed(
                watched,
                replicas,
                left.size(),
                newest.filter(PodView::isReady).isPresent(),
                newest.flatMap(PodView::trouble),
                version);
    }

    private static boolean isReady(Pod pod) {
        return condition(pod, "Ready")
                .filter(ready -> "True".equals(ready.getStatus()))
                .isPresent();
    }

    private static Optional<String> trouble(Pod pod) {
        Optional<String> waiting = statuses(pod)
                .flatMap(status -> Stream.ofNullable(status.getState()))
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .filter(state -> !ORDINARY.contains(String.valueOf(state.getReason())))
                .map(PodView::said)
                .findFirst();
        return waiting.or(() -> condition(pod, "PodScheduled")
                .filter(scheduled -> "False".equals(scheduled.getStatus()))
                .map(scheduled -> said(scheduled.getReason(), scheduled.getMessage())));
    }

    private static String said(ContainerStateWaiting waiting) {
        return said(waiting.getReason(), waiting.getMessage());
    }

    private static String said(String reason, String message) {
        String text = message == null || message.isBlank() ? String.valueOf(reason) : reason + ": " + message;
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return Objects.requireNonNullElse(status(pod).getContainerStatuses(), List.<ContainerStatus>of()).stream();
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return Objects.requireNonNullElse(status(pod).getConditions(), List.<PodCondition>of()).stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static PodStatus status(Pod pod) {
        return Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    }
}
