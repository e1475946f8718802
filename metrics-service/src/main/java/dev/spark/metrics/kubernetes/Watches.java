package dev.spark.metrics.kubernetes;

import dev.spark.kit.kubernetes.ClusterWatch;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.kit.kubernetes.Watch;
import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.RunningPods;
import dev.spark.metrics.domain.RunningPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;

/** Watches the pods in the sparks' namespace. Nobody is told of a change: the next beat sees it. */
@ApplicationScoped
class Watches implements RunningPods {

    private final Watch<Pod> pods;
    private final ClusterWatch all;
    private volatile boolean known;

    Watches(KubernetesClient client, Clock clock, MetricsConfig config) {
        this.pods = SparkObjects.watch("pods", client.pods(), config.namespace(), SparkObjects::essence, changed -> {});
        this.all = new ClusterWatch(client, clock, () -> known = true, List.of(pods));
    }

    /** Also where the API server does not answer any more: the nodes may, and what was seen last is the best guess. */
    @Override
    public boolean areKnown() {
        return known;
    }

    @Override
    public List<RunningPod> all() {
        return PodView.running(pods.all());
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
