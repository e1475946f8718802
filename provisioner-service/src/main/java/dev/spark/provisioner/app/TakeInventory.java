package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Part;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Compares what exists with what is known. What belongs to a spark that was purged is removed; what belongs to a spark that
 * nobody knows is reported and left alone: it may be another installation's.
 */
@ApplicationScoped
public class TakeInventory {

    private static final Logger LOG = Logger.getLogger(TakeInventory.class);

    private final Cluster cluster;
    private final Databases databases;
    private final RemovePart removePart;
    private final SparkStore store;
    private final boolean removes;
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger leftovers = new AtomicInteger();

    TakeInventory(
            Cluster cluster,
            Databases databases,
            RemovePart removePart,
            SparkStore store,
            ProvisionerConfig config,
            MeterRegistry metrics) {
        this.cluster = cluster;
        this.databases = databases;
        this.removePart = removePart;
        this.store = store;
        this.removes = config.inventory().removes();
        metrics.gauge(
                "spark.provisioner.orphans", List.of(io.micrometer.core.instrument.Tag.of("kind", "unknown")), unknown);
        metrics.gauge(
                "spark.provisioner.orphans",
                List.of(io.micrometer.core.instrument.Tag.of("kind", "leftover")),
                leftovers);
    }

    /**
     * @param belongings how many were looked at
     * @param removed leftovers of purged sparks that are removed
     * @param remaining leftovers that could not be removed, or not yet
     * @param unknown what belongs to sparks that nobody knows
     */
    public record Report(int belongings, List<Belonging> removed, List<Belonging> remaining, List<Belonging> unknown) {}

    /** Takes a while. Throws {@link EffectFailed} where cluster or databases do not answer. */
    public Report take() {
        // First what exists, then what is known: a spark that is ordered in between is known before it exists.
        var belongings = new ArrayList<>(cluster.belongings());
        belongings.addAll(databases.belongings());
        SparkStore.Fates fates =
                store.fates(belongings.stream().map(Belonging::spark).distinct().toList());
        List<Belonging> left = of(belongings, fates.purged());
        List<Belonging> strange = of(belongings, fates.unknown());

        var removed = new ArrayList<Belonging>();
        var remaining = new ArrayList<Belonging>();
        for (Belonging leftover : left) {
            LOG.warnf("left over from purged %s: %s %s", leftover.spark(), leftover.part(), leftover.name());
        }
        var stopped = new HashMap<SparkId, Boolean>();
        for (Belonging leftover : left) {
            boolean gone = removes && stopped.computeIfAbsent(leftover.spark(), this::isStopped) && remove(leftover);
            (gone ? removed : remaining).add(leftover);
        }
        strange.forEach(stranger -> LOG.warnf(
                "nobody knows %s, and yet there is its %s %s", stranger.spark(), stranger.part(), stranger.name()));
        unknown.set(strange.size());
        leftovers.set(remaining.size());
        return new Report(belongings.size(), removed, remaining, strange);
    }

    /** Stops what may still run: its pods need the rest to end. */
    private boolean isStopped(SparkId spark) {
        return remove(new Belonging(Part.DEPLOYMENT, spark.value(), spark));
    }

    private boolean remove(Belonging leftover) {
        try {
            if (leftover.part() == Part.DATABASE) {
                return databases.drop(leftover.spark());
            }
            return removePart.remove(leftover.part(), leftover.spark()).isEmpty();
        } catch (EffectFailed e) {
            LOG.warnf("%s %s cannot be removed: %s", leftover.part(), leftover.name(), e.getMessage());
            return false;
        }
    }

    private static List<Belonging> of(List<Belonging> belongings, List<SparkId> sparks) {
        Set<SparkId> those = Set.copyOf(sparks);
        return belongings.stream()
                .filter(belonging -> those.contains(belonging.spark()))
                .toList();
    }
}
