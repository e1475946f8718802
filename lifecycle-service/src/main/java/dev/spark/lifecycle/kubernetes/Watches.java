package dev.spark.lifecycle.kubernetes;

import dev.spark.kit.kubernetes.ClusterWatch;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.kit.kubernetes.Watch;
import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.app.Reconciler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;

/** Watches the deployments and pods in the sparks' namespace. */
@ApplicationScoped
class Watches {

    private final Watch<Deployment> deployments;
    private final Watch<Pod> pods;
    private final ClusterWatch all;

    Watches(KubernetesClient client, Reconciler reconciler, Clock clock, LifecycleConfig config) {
        String namespace = config.namespace();
        this.deployments = SparkObjects.watch(
                "deployments", client.apps().deployments(), namespace, Watches::scale, reconciler::wake);
        this.pods = SparkObjects.watch("pods", client.pods(), namespace, SparkObjects::essence, reconciler::wake);
        this.all = new ClusterWatch(client, clock, reconciler::resume, List.of(deployments, pods));
    }

    /** Nothing else of a deployment is ours. */
    private static Deployment scale(Deployment deployment) {
        return new DeploymentBuilder()
                .withMetadata(SparkObjects.metadata(deployment))
                .withNewSpec()
                .withReplicas(deployment.getSpec().getReplicas())
                .endSpec()
                .build();
    }

    Watch<Deployment> deployments() {
        return deployments;
    }

    Watch<Pod> pods() {
        return pods;
    }

    /** Whether what is seen is what is there, but for a moment. */
    boolean isCurrent() {
        return all.isCurrent();
    }

    /** Whether the API server answers. */
    boolean isAnswering() {
        return all.isAnswering();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tend() {
        all.tend();
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void audit() {
        all.audit();
    }

    void stop(@Observes ShutdownEvent stopping) {
        all.stop();
    }
}
