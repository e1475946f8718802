package dev.spark.lifecycle.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What happens because time passes. */
@ApplicationScoped
class Beats {

    private static final Logger LOG = Logger.getLogger(Beats.class);
    private static final int AT_ONCE = 100;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Reconciler reconciler;
    private final SparkStore store;
    private final AgendaStore agendas;
    private final Timer tick;
    private final MultiGauge sparks;

    Beats(Reconciler reconciler, SparkStore store, AgendaStore agendas, MeterRegistry metrics) {
        this.reconciler = reconciler;
        this.store = store;
        this.agendas = agendas;
        this.tick = metrics.timer("spark.lifecycle.tick");
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

    /** Its work grows with what is due, not with how many sparks there are. */
    @Scheduled(
            every = "${spark.lifecycle.agenda.tick:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "tell-what-is-due")
    @RunOnVirtualThread
    void tellDue() {
        try {
            tick.record(() -> {
                int told = AT_ONCE;
                while (told == AT_ONCE) {
                    told = agendas.tellDue(AT_ONCE).await().atMost(ANSWERS_WITHIN);
                }
            });
        } catch (RuntimeException e) {
            LOG.debugf(e, "what is due has to wait");
        }
    }
}
