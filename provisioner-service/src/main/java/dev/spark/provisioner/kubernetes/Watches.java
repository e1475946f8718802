package dev.spark.provisioner.kubernetes;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.app.Reconciler;
import dev.spark.provisioner.manifest.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Watches everything of ours in the sparks' namespace, and whether the API server answers at all. */
@ApplicationScoped
class Watches {

    static final String BY_SPARK = "spark";

    private static final Logger LOG = Logger.getLogger(Watches.class);
    private static final int ANSWERS_WITHIN_SECONDS = 3;

    private final Watch<Deployment> deployments;
    private final Watch<PersistentVolumeClaim> volumes;
    private final Watch<Secret> secrets;
    private final Watch<Service> services;
    private final Watch<NetworkPolicy> policies;
    private final Watch<Pod> pods;

    private final List<Watch<?>> all;
    private final KubernetesClient client;
    private final Reconciler reconciler;
    private final Clock clock;
    private final String namespace;
    private volatile boolean current;
    private volatile boolean answering;

    Watches(KubernetesClient client, Reconciler reconciler, Clock clock, ProvisionerConfig config) {
        this.client = client;
        this.reconciler = reconciler;
        this.clock = clock;
        this.namespace = config.namespace();
        this.deployments = watch("deployments", client.apps().deployments());
        this.volumes = watch("volumes", client.persistentVolumeClaims());
        this.secrets = watch("secrets", client.secrets());
        this.services = watch("services", client.services());
        this.policies = watch("network policies", client.network().v1().networkPolicies());
        this.pods = watch("pods", client.pods());
        this.all = List.of(deployments, volumes, secrets, services, policies, pods);
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
        return current;
    }

    /** Whether the API server answers. */
    boolean isAnswering() {
        return answering;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tend() {
        boolean answered = answering;
        answering = ask();
        if (!answering) {
            lost("the API server does not answer");
            return;
        }
        Instant now = clock.instant();
        if (!answered) {
            all.forEach(watch -> watch.renew(now));
        }
        long reliable = all.stream().filter(watch -> watch.tend(now)).count();
        if (reliable < all.size()) {
            lost("a watch has ended");
            return;
        }
        if (!current) {
            current = true;
            LOG.infof("the cluster is watched, namespace %s", namespace);
            resume();
        }
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void audit() {
        try {
            long replaced =
                    all.stream().filter(watch -> watch.audit(clock.instant())).count();
            if (replaced > 0) {
                lost("a watch had stopped");
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("the watches cannot be compared: %s", e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        all.forEach(Watch::stop);
    }

    private void lost(String why) {
        if (current) {
            LOG.warnf("the cluster is not watched: %s", why);
            current = false;
        }
    }

    private void resume() {
        try {
            reconciler.resume();
        } catch (RuntimeException e) {
            LOG.warnf("work could not be resumed, again in a second: %s", e.toString());
            current = false;
        }
    }

    /** Any answer will do, and quickly: the client itself would wait longer. */
    private boolean ask() {
        CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(
                () -> client.getKubernetesVersion() != null,
                task -> Thread.ofVirtual().name("ask-kubernetes").start(task));
        try {
            return answer.get(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch<T> watch(
            String kind, MixedOperation<T, L, ?> operation) {
        FilterWatchListDeletable<T, L, ?> ours =
                operation.inNamespace(namespace).withLabel(Labels.PART_OF, Labels.SPARK);
        return new Watch<>(
                kind,
                () -> ours.runnableInformer(0).addIndexers(Map.of(BY_SPARK, Watches::sparkOf)),
                () -> ours.list(new ListOptionsBuilder()
                                .withResourceVersion("0")
                                .build())
                        .getItems(),
                this::changed);
    }

    private void changed(HasMetadata object) {
        sparkOf(object).forEach(id -> reconciler.wake(new SparkId(id)));
    }

    static List<String> sparkOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String id = labels == null ? null : labels.get(Labels.ID);
        return id != null && SparkId.isId(id) ? List.of(id) : List.of();
    }
}
