package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What happens because time passes: sweeps, inventories, and a look at what other replicas have taken in. */
@ApplicationScoped
class Beats {

    private static final Logger LOG = Logger.getLogger(Beats.class);

    /** Transactions may commit later than they began: so far back is looked again. */
    private static final Duration LATE_COMMITS = Duration.ofSeconds(10);

    private final Reconciler reconciler;
    private final TakeInventory inventory;
    private final Databases databases;
    private final SparkStore store;
    private final Leadership leadership;
    private final Clock clock;
    private final MultiGauge sparks;
    private final Map<SparkId, Instant> seenOrders = new HashMap<>();

    Beats(
            Reconciler reconciler,
            TakeInventory inventory,
            Databases databases,
            SparkStore store,
            Leadership leadership,
            Clock clock,
            MeterRegistry metrics,
            ProvisionerConfig config) {
        this.reconciler = reconciler;
        this.inventory = inventory;
        this.databases = databases;
        this.store = store;
        this.leadership = leadership;
        this.clock = clock;
        this.sparks = MultiGauge.builder("spark.provisioner.sparks").register(metrics);
    }

    @Scheduled(
            every = "${spark.provisioner.reconciler.sweep:60s}",
            delayed = "${spark.provisioner.reconciler.sweep:60s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        quietly("sweep", () -> {
            reconciler.sweep(Depth.LOOK);
            sparks.register(
                    store.census().entrySet().stream()
                            .map(entry -> MultiGauge.Row.of(Tags.of("state", entry.getKey()), entry.getValue()))
                            .collect(Collectors.toList()),
                    true);
        });
    }

    @Scheduled(
            every = "${spark.provisioner.inventory.every:10m}",
            delayed = "${spark.provisioner.inventory.every:10m}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void takeInventory() {
        quietly("inventory", () -> {
            if (leadership.isHeld()) {
                inventory.take();
                reconciler.sweep(Depth.INSPECTION);
            }
        });
    }

    /** Every second: a database that a spark creates is open to everybody until then. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void protectDatabases() {
        quietly("protection of databases", () -> {
            if (leadership.isHeld()) {
                databases.protect();
            }
        });
    }

    @Scheduled(
            every = "${spark.databases.look-at-sizes:60s}",
            delayed = "${spark.databases.look-at-sizes:60s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void limitSizes() {
        quietly("look at the databases' sizes", () -> {
            if (leadership.isHeld()) {
                databases.limitSize();
            }
        });
    }

    /** Commands that another replica has handled: only one reconciles. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void lookForOrders() {
        if (!leadership.isHeld()) {
            return;
        }
        quietly("look for orders", () -> {
            Instant since = clock.instant().minus(LATE_COMMITS);
            Map<SparkId, Instant> recent = store.orderedSince(since);
            recent.forEach((id, at) -> {
                if (!at.equals(seenOrders.put(id, at))) {
                    reconciler.wake(id);
                }
            });
            seenOrders.keySet().retainAll(recent.keySet());
        });
    }

    private static void quietly(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.debugf(e, "the %s has to wait", what);
        }
    }
}
