package dev.spark.lifecycle.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What happens because time passes. */
@ApplicationScoped
class Beats {

    private static final Logger LOG = Logger.getLogger(Beats.class);

    private final Reconciler reconciler;
    private final SparkStore store;
    private final MultiGauge sparks;

    Beats(Reconciler reconciler, SparkStore store, MeterRegistry metrics) {
        this.reconciler = reconciler;
        this.store = store;
        this.sparks = MultiGauge.builder("spark.lifecycle.sparks").register(metrics);
    }

    @Scheduled(
            every = "${spark.lifecycle.reconciler.sweep:60s}",
            delayed = "${spark.lifecycle.reconciler.sweep:60s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        try {
            reconciler.sweep();
            sparks.register(
                    store.census().entrySet().stream()
                            .map(entry -> MultiGauge.Row.of(Tags.of("desired", entry.getKey()), entry.getValue()))
                            .collect(Collectors.toList()),
                    true);
        } catch (RuntimeException e) {
            LOG.debugf(e, "the sweep has to wait");
        }
    }
}
