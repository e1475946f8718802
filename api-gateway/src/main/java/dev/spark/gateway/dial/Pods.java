package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import org.jboss.logging.Logger;

/** Finds the pod of a spark: asked for each connection, so that an address that was given to another pod is never dialled. */
@ApplicationScoped
class Pods {

    private static final Logger LOG = Logger.getLogger(Pods.class);
    private static final String ID = "spark.dev/id";

    private final KubernetesClient kubernetes;
    private final String namespace;

    Pods(KubernetesClient kubernetes, DialConfig config) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
    }

    record ReadyPod(String namespace, String name, String ip, String container) {}

    /** The newest ready one that is not being removed. */
    ReadyPod readyPodOf(SparkId spark) throws Unreachable {
        try {
            return kubernetes
                    .pods()
                    .inNamespace(namespace)
                    .withLabel(ID, spark.value())
                    .list(new ListOptionsBuilder().withResourceVersion("0").build()) // from the API server's memory
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod))
                    .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                    .map(this::ready)
                    .orElseThrow(() -> Unreachable.absent("it has no ready pod"));
        } catch (KubernetesClientException e) {
            LOG.warnf("The API server did not tell the pod of %s: %s", spark, e.getMessage());
            throw Unreachable.absent("the cluster does not answer");
        }
    }

    private ReadyPod ready(Pod pod) {
        return new ReadyPod(
                namespace,
                pod.getMetadata().getName(),
                pod.getStatus().getPodIP(),
                pod.getSpec().getContainers().getFirst().getName());
    }
}
