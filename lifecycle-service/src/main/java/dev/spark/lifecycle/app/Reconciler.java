package dev.spark.lifecycle.app;

import dev.spark.events.SparkId;
import dev.spark.kit.work.Round;
import dev.spark.kit.work.WorkQueue;
import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.Desired;
import dev.spark.lifecycle.domain.Evolution;
import dev.spark.lifecycle.domain.SparkState;
import dev.spark.lifecycle.plan.Observed;
import dev.spark.lifecycle.plan.Planner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Makes sparks run, or not, as is wanted. For each, one at a time: observe, plan, perform, and store and tell what comes of it.
 * Runs when a message has changed something, when the cluster tells something, at a time that was noted, and on sweeps;
 * whatever it was killed in the middle of is planned again. Several replicas may do the same: a scale can be asked for
 * twice, and what is told is told by whoever changes the row.
 */
@ApplicationScoped
public class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(50);
    private static final int SWEPT_AT_ONCE = 1000;

    /** Why a spark is looked at; there is one way to look. */
    private enum Occasion {
        SWEPT,
        TOLD
    }

    private final SparkStore store;
    private final Cluster cluster;
    private final Evolution evolution;
    private final Clock clock;
    private final WorkQueue<Occasion> queue;
    private final Round<SparkStore.Standing> round;
    private final Timer duration;

    Reconciler(
            SparkStore store,
            Cluster cluster,
            Evolution evolution,
            LifecycleConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.store = store;
        this.cluster = cluster;
        this.evolution = evolution;
        this.clock = clock;
        this.queue = new WorkQueue<>(
                config.reconciler().concurrency(),
                config.reconciler().sweepConcurrency(),
                Occasion.TOLD,
                clock,
                this::work);
        this.round = new Round<>(SWEPT_AT_ONCE, one -> one.id().value(), store::present);
        this.duration = metrics.timer("spark.lifecycle.reconcile");
        metrics.gauge("spark.lifecycle.queue", queue, WorkQueue::size);
        metrics.gauge("spark.lifecycle.running", queue, WorkQueue::running);
    }

    /** Something is wanted or has happened. Returns at once. */
    public void wake(SparkId id) {
        queue.add(id, Occasion.TOLD);
    }

    public void wake(Collection<SparkId> ids) {
        ids.forEach(this::wake);
    }

    /**
     * Finds some about which there is something to do, though nothing was told, others on the next sweep, and so round all of
     * them. They are compared in memory with what the watch shows; only what differs is worked on. Blocks while they are read.
     */
    public void sweep() {
        sweep(round.turn());
    }

    private void sweep(List<SparkStore.Standing> some) {
        Instant now = clock.instant();
        some.stream()
                .filter(one -> hasWork(one.state(), cluster.observe(one.id()), now))
                .forEach(one -> queue.addToSweep(one.id(), Occasion.SWEPT));
    }

    /** What is under way is looked at in any case: its time may have come. */
    private static boolean hasWork(SparkState state, Observed seen, Instant now) {
        return state instanceof SparkState.Moving
                || Planner.toScale(state, seen, now).isPresent()
                || Planner.conclusion(state, seen, now).isPresent();
    }

    /** Goes on where an outage or a restart left off. That time counts toward no deadline. */
    public void resume() {
        for (SparkId id : store.underWay()) {
            store.change(id, clock.instant(), state -> List.of(new Change.Resumed()));
            wake(id);
        }
        sweep(round.whole());
    }

    /** Since when there has been work and none was finished. */
    public Optional<Instant> stuckSince() {
        return queue.stuckSince();
    }

    void stop(@Observes ShutdownEvent stopping) {
        queue.close();
    }

    private void work(SparkId id, Occasion occasion) {
        try {
            duration.record(() -> reconcile(id));
        } catch (RuntimeException e) {
            // The store does not answer, or a bug. What was done is seen again.
            LOG.warnf(e, "%s: reconciling broke off, again in %s", id, AFTER_FAILURE);
            queue.addAt(id, clock.instant().plus(AFTER_FAILURE));
        }
    }

    private void reconcile(SparkId id) {
        // First what is there, then what is wanted: what was ordered in between is not undone by an older view.
        Observed seen = cluster.observe(id);
        Optional<SparkState> stored = store.load(id);
        if (stored.isEmpty()) {
            return;
        }
        SparkState state = stored.get();
        Optional<Desired> toScale = Planner.toScale(state, seen, clock.instant());
        if (toScale.isPresent()) {
            Optional<Change> scaled = scale(id, toScale.get(), seen);
            if (scaled.isEmpty()) {
                // It is newer than what was seen: the watch is about to tell.
                queue.addAt(id, clock.instant().plus(AFTER_CONFLICT));
                return;
            }
            state = record(id, state, List.of(scaled.get()));
            seen = cluster.observe(id);
        }
        Observed last = seen;
        state = conclude(id, state, last);
        lookAgain(id, state, last);
    }

    /** Empty where the deployment has changed since it was seen. */
    private Optional<Change> scale(SparkId id, Desired desired, Observed seen) {
        try {
            return cluster.scale(id, desired.replicas(), seen)
                    ? Optional.of(new Change.Scaled(desired))
                    : Optional.empty();
        } catch (EffectFailed e) {
            LOG.infof("%s: it cannot be scaled to %d: %s", id, desired.replicas(), e.reason());
            return Optional.of(new Change.Delayed(e.reason(), e.why()));
        }
    }

    private SparkState conclude(SparkId id, SparkState state, Observed seen) {
        Instant now = clock.instant();
        return Planner.conclusion(state, seen, now).isEmpty()
                ? state
                : change(
                        id,
                        state,
                        current ->
                                Planner.conclusion(current, seen, now).stream().toList());
    }

    /** Stores the changes, if they change anything. */
    private SparkState record(SparkId id, SparkState known, List<Change> changes) {
        return evolution.evolve(known, changes, clock.instant()).equals(known)
                ? known
                : change(id, known, current -> changes);
    }

    private SparkState change(SparkId id, SparkState known, Function<SparkState, List<Change>> changes) {
        SparkState reached = store.change(id, clock.instant(), changes);
        if (!reached.getClass().equals(known.getClass()) && reached instanceof SparkState.Tended tended) {
            LOG.infof("%s: %s, %s", id, tended.getClass().getSimpleName(), tended.desired());
        }
        return reached;
    }

    /** At once where what was done makes way for more, else when time has passed. */
    private void lookAgain(SparkId id, SparkState state, Observed seen) {
        Instant now = clock.instant();
        if (Planner.toScale(state, seen, now).isPresent()) {
            wake(id);
        } else {
            Planner.lookAgain(state, now).ifPresent(at -> queue.addAt(id, at));
        }
    }
}
