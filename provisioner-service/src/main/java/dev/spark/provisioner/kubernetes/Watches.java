package dev.spark.provisioner.kubernetes;

import dev.spark.kit.kubernetes.ClusterWatch;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.kit.kubernetes.Watch;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.app.Reconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/** Watches everything of ours in the sparks' namespace, and whether the API server answers at all. */
@ApplicationScoped
class Watches {

    private final Watch<Deployment> deployments;
    private final Watch<PersistentVolumeClaim> volumes;
    private final Watch<Secret> secrets;
    private final Watch<Service> services;
    private final Watch<NetworkPolicy> policies;
    private final Watch<Pod> pods;

    private final ClusterWatch all;
    private final Reconciler reconciler;
    private final String namespace;

    Watches(KubernetesClient client, Reconciler reconciler, Clock clock, ProvisionerConfig config) {
        this.reconciler = reconciler;
        this.namespace = config.namespace();
        this.deployments = watch("deployments", client.apps().deployments(), Seen::of);
        this.volumes = watch("volumes", client.persistentVolumeClaims(), Seen::of);
        this.secrets = watch("secrets", client.secrets(), Seen::of);
        this.services = watch("services", client.services(), Seen::of);
        this.policies = watch("network policies", client.network().v1().networkPolicies(), Seen::of);
        this.pods = watch("pods", client.pods(), SparkObjects::essence);
        this.all = new ClusterWatch(
                client, clock, reconciler::resume, List.of(deployments, volumes, secrets, services, policies, pods));
    }

    Watch<Deployment> deployments() {
        return deployments;
    }

    Watch<PersistentVolumeClaim> volumes() {
        return volumes;
    }

    Watch<Secret> secrets() {
        return secrets;
    }

    Watch<Service> services() {
        return services;
    }

    Watch<NetworkPolicy> policies() {
        return policies;
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

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch<T> watch(
            String kind, MixedOperation<T, L, ?> operation, UnaryOperator<T> kept) {
        return SparkObjects.watch(kind, operation, namespace, kept, reconciler::wake);
    }
}
