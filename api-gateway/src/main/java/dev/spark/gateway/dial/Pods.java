package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the pod of a spark: asked for each connection, so that an address that was given to another pod is never dialled. */
@ApplicationScoped
class Pods {

    private static final String ID = "spark.dev/id";
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final KubernetesClient kubernetes;
    private final String namespace;

    Pods(KubernetesClient kubernetes, DialConfig config) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
    }

    /** @param ip once it is known */
    /** @param launched whether its container has a launcher, which goes into the spark's own root */
    record SparkPod(String namespace, String name, @Nullable String ip, String container, boolean launched) {}

    /** The newest ready one that is not being removed. */
    SparkPod readyPodOf(SparkId spark) throws Unreachable {
        return newestOf(spark, Readiness::isPodReady, "it has no ready pod");
    }

    /** The newest one that has a node, and is neither over nor being removed. */
    SparkPod startingPodOf(SparkId spark) throws Unreachable {
        return newestOf(spark, Pods::isStarting, "it has no pod yet");
    }

    /** What is left of a pod that is over may name an address that is another one's by now. */
    private static boolean isStarting(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && pod.getStatus() != null
                && !OVER.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private SparkPod newestOf(SparkId spark, Predicate<Pod> wanted, String otherwise) throws Unreachable {
        try {
            return kubernetes
                    .pods()
                    .inNamespace(namespace)
                    .withLabel(ID, spark.value())
                    .list(new ListOptionsBuilder().withResourceVersion("0").build()) // from the API server's memory
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && wanted.test(pod))
                    .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                    .map(this::described)
                    .orElseThrow(() -> Unreachable.absent(otherwise));
        } catch (KubernetesClientException e) {
            throw Unreachable.absent("the API server does not tell the pod of " + spark + ": " + e.getMessage());
        }
    }

    private SparkPod described(Pod pod) {
        Container container = pod.getSpec().getContainers().getFirst();
        return new SparkPod(
                namespace,
                pod.getMetadata().getName(),
                pod.getStatus().getPodIP(),
                container.getName(),
                // Pods of before there was one have no layer; they are replaced when their spark rests.
                container.getVolumeMounts().stream()
                        .anyMatch(mount -> mount.getMountPath().equals("/layer")));
    }
}
