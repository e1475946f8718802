package dev.spark.provisioner.kubernetes;

import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.Observed;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads pods. */
final class PodView {

    static final String CONTAINER = "spark";

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");
    private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");

    private PodView() {}

    /** The newest that is not on its way out. */
    static Optional<Observed.Pod> newest(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !OVER.contains(String.valueOf(status(pod).getPhase())))
                .max(Comparator.comparing(
                        pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())))
                .map(PodView::of);
    }

    static Observed.Pod of(Pod pod) {
        Optional<ContainerStatus> container = statuses(pod).filter(status -> CONTAINER.equals(status.getName()));
        int restarts = container.map(ContainerStatus::getRestartCount).orElse(0);
        return new Observed.Pod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid() + "/" + restarts,
                container
                        .map(ContainerStatus::getState)
                        .map(ContainerState::getRunning)
                        .isPresent(),
                condition(pod, "Ready")
                        .map(PodCondition::getStatus)
                        .filter("True"::equals)
                        .isPresent(),
                trouble(pod, container));
    }

    /** When its grace ends: that is what the API server writes there, and not when the deletion was asked for. */
    static Optional<Instant> due(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getDeletionTimestamp()).map(Instant::parse);
    }

    static EndingPod ending(Pod pod, EndingPod.NodeHealth health) {
        return new EndingPod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                pod.getMetadata().getResourceVersion(),
                due(pod),
                containers(pod),
                Optional.ofNullable(pod.getSpec().getNodeName()).filter(name -> !name.isEmpty()),
                health);
    }

    /** By what the node reported of each container; the phase alone may be somebody else's word. */
    private static EndingPod.Containers containers(Pod pod) {
        PodStatus status = status(pod);
        List<ContainerState> states = Stream.of(
                        status.getInitContainerStatuses(),
                        status.getContainerStatuses(),
                        status.getEphemeralContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .map(container -> Objects.requireNonNullElseGet(container.getState(), ContainerState::new))
                .toList();
        if (states.stream().anyMatch(state -> state.getRunning() != null)) {
            return EndingPod.Containers.RUNNING;
        }
        return !states.isEmpty() && states.stream().allMatch(state -> state.getTerminated() != null)
                ? EndingPod.Containers.TERMINATED
                : EndingPod.Containers.WAITING;
    }

    private static Optional<String> trouble(Pod pod, Optional<ContainerStatus> container) {
        Optional<String> waiting = container
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .filter(state -> !ORDINARY.contains(String.valueOf(state.getReason())))
                .map(state -> said(state.getReason(), state.getMessage()));
        Optional<String> ended = container
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .map(state -> said(state.getReason(), "exit code " + state.getExitCode()));
        Optional<String> unscheduled = condition(pod, "PodScheduled")
                .filter(scheduled -> "False".equals(scheduled.getStatus()))
                .map(scheduled -> said(scheduled.getReason(), scheduled.getMessage()));
        return waiting.or(() -> ended).or(() -> unscheduled);
    }

    private static String said(String reason, String message) {
        String text = message == null || message.isBlank() ? String.valueOf(reason) : reason + ": " + message;
        return text.length() <= 300 ? text : text.substring(0, 300);
    }

    private static Optional<ContainerStatus> first(List<ContainerStatus> statuses) {
        return statuses.stream()
                .filter(status -> CONTAINER.equals(status.getName()))
                .findFirst();
    }

    private static Optional<ContainerStatus> statuses(Pod pod) {
        return first(Objects.requireNonNullElse(status(pod).getContainerStatuses(), List.of()));
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
