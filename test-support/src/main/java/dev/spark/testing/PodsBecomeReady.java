package dev.spark.testing;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A kubelet in name only, for a real API server without nodes: reports each pending pod as ready. A pod with the
 * annotation {@code simulated.spark.dev/ready-after: never} stays pending, as it does on a simulated cluster.
 */
final class PodsBecomeReady implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PodsBecomeReady.class.getName());
    private static final String READY_AFTER = "simulated.spark.dev/ready-after";

    private final KubernetesClient client;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("pods-become-ready").factory());

    PodsBecomeReady(Config config) {
        client = new KubernetesClientBuilder().withConfig(config).build();
        var unused = client.pods().inAnyNamespace().inform(new ResourceEventHandler<Pod>() {
            @Override
            public void onAdd(Pod pod) {
                thread.execute(() -> makeReady(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                thread.execute(() -> makeReady(after));
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        client.close();
    }

    private void makeReady(Pod pod) {
        var never = "never".equals(pod.getMetadata().getAnnotations().get(READY_AFTER));
        if (never
                || pod.isMarkedForDeletion()
                || "Running".equals(pod.getStatus().getPhase())) {
            return;
        }
        try {
            client.resource(pod).editStatus(PodsBecomeReady::ready);
        } catch (KubernetesClientException e) {
            LOG.log(Level.DEBUG, "the pod is gone, or was changed and comes again", e);
        }
    }

    private static Pod ready(Pod pod) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .withStartTime(now)
                .withPodIP("198.18.0.1")
                .withConditions(conditions(now))
                .withContainerStatuses(containers(pod, now))
                .endStatus()
                .build();
    }

    private static List<PodCondition> conditions(String now) {
        return Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                .map(type -> new PodConditionBuilder()
                        .withType(type)
                        .withStatus("True")
                        .withLastTransitionTime(now)
                        .build())
                .toList();
    }

    private static List<ContainerStatus> containers(Pod pod, String now) {
        return pod.getSpec().getContainers().stream()
                .map(container -> new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("none")
                        .withReady(true)
                        .withStarted(true)
                        .withNewState()
                        .withNewRunning(now)
                        .endState()
                        .build())
                .toList();
    }
}
