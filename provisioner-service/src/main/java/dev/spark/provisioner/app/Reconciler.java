package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.kit.Sealing;
import dev.spark.kit.Traces;
import dev.spark.kit.ssh.HostAuthority;
import dev.spark.kit.work.Round;
import dev.spark.kit.work.WorkQueue;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.DatabaseName;
import dev.spark.provisioner.domain.Evolution;
import dev.spark.provisioner.domain.Order;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Presence;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.domain.Step;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.manifest.SparkManifests;
import dev.spark.provisioner.plan.Action;
import dev.spark.provisioner.plan.Conclusions;
import dev.spark.provisioner.plan.Observed;
import dev.spark.provisioner.plan.Planner;
import dev.spark.provisioner.plan.Wanted;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;

/**
 * Makes sparks what they are wanted to be. For each, one at a time: observe, plan, perform all at once, and store and tell what
 * comes of it as it comes. Runs when a command has changed something, when the cluster tells something, at a time that was
 * noted, and on sweeps; whatever it was killed in the middle of is planned again.
 */
@ApplicationScoped
public class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final SparkStore store;
    private final Cluster cluster;
    private final Databases databases;
    private final Performer performer;
    private final FollowSetup setup;
    private final Leadership leadership;
    private final Sealing sealing;
    private final Evolution evolution;
    private final SparkManifests manifests;
    private final String databaseHost;
    private final String image;
    private final Clock clock;
    private final WorkQueue<Depth> queue;
    private final Map<Depth, Round<SparkId>> rounds = new EnumMap<>(Depth.class);
    private final Timer duration;

    Reconciler(
            SparkStore store,
            Cluster cluster,
            Databases databases,
            Performer performer,
            FollowSetup setup,
            Leadership leadership,
            Sealing sealing,
            HostAuthority hostAuthority,
            Evolution evolution,
            ProvisionerConfig config,
            DatabasesConfig databasesConfig,
            Clock clock,
            MeterRegistry metrics) {
        this.store = store;
        this.cluster = cluster;
        this.databases = databases;
        this.performer = performer;
        this.setup = setup;
        this.leadership = leadership;
        this.sealing = sealing;
        this.evolution = evolution;
        this.manifests = new SparkManifests(config, databasesConfig, hostAuthority);
        this.databaseHost = databasesConfig.hostForSparks();
        this.image = config.image();
        this.clock = clock;
        this.queue = new WorkQueue<>(
                config.reconciler().concurrency(),
                config.reconciler().sweepConcurrency(),
                Depth.GLANCE,
                clock,
                this::work);
        for (Depth depth : Depth.values()) {
            rounds.put(depth, new Round<>(config.reconciler().sweepSize(), SparkId::value, store::present));
        }
        this.duration = metrics.timer("spark.provisioner.reconcile");
        metrics.gauge("spark.provisioner.queue", queue, WorkQueue::size);
        metrics.gauge("spark.provisioner.running", queue, WorkQueue::running);
    }

    /** Something is wanted or has happened. Returns at once. */
    public void wake(SparkId id) {
        if (leadership.isHeld()) {
            queue.add(id, Depth.GLANCE);
        }
    }

    public void wake(Collection<SparkId> ids) {
        ids.forEach(this::wake);
    }

    /**
     * Looks at some sparks though nothing was told, at the next ones on the next sweep, and so round all of them. Blocks while
     * they are read.
     */
    public void sweep(Depth depth) {
        if (leadership.isHeld()) {
            addToSweep(round(depth).turn(), depth);
        }
    }

    /** Looks at every spark. Blocks while they are read. */
    public void sweepAll(Depth depth) {
        if (leadership.isHeld()) {
            addToSweep(round(depth).whole(), depth);
        }
    }

    private Round<SparkId> round(Depth depth) {
        return Objects.requireNonNull(rounds.get(depth));
    }

    private void addToSweep(List<SparkId> ids, Depth depth) {
        ids.forEach(id -> queue.addToSweep(id, depth));
    }

    /** Goes on where an outage, a restart or another replica left off. That time counts toward no deadline. */
    public void resume() {
        if (!leadership.isHeld()) {
            return;
        }
        for (SparkId id : store.underWay()) {
            store.change(id, clock.instant(), state -> List.of(new Change.Resumed()));
            queue.add(id, Depth.LOOK);
        }
        sweepAll(Depth.LOOK);
    }

    /** Since when there has been work and none was finished. */
    public Optional<Instant> stuckSince() {
        return queue.stuckSince();
    }

    void stop(@Observes ShutdownEvent stopping) {
        queue.close();
    }

    private void work(SparkId id, Depth depth) {
        if (!leadership.isHeld()) {
            return;
        }
        try {
            duration.record(() -> reconcile(id, depth));
        } catch (RuntimeException e) {
            // The store does not answer, or a bug. What was done is seen again.
            LOG.warnf(e, "%s: reconciling broke off, again in %s", id, AFTER_FAILURE);
            queue.addAt(id, clock.instant().plus(AFTER_FAILURE));
        }
    }

    private void reconcile(SparkId id, Depth depth) {
        Optional<SparkStore.Stored> stored = store.load(id);
        if (stored.isEmpty()) {
            return;
        }
        SparkState state = stored.get().state();
        Target target = target(id, state);
        Observed seen = observe(id, state, depth, target);
        List<Action> actions = Planner.actions(state, seen, target.wanted(), clock.instant());

        var outcomes = new LinkedBlockingQueue<Optional<Change>>();
        Context trace = Traces.parent(stored.get().traceparent());
        for (Action action : actions) {
            Thread.ofVirtual().name(id + " " + action.step().label()).start(() -> {
                Optional<Change> outcome = Optional.empty();
                try {
                    outcome = performer.perform(action, target.material(), trace);
                } finally {
                    // Whatever happens to it: the round waits for as many as there are actions.
                    outcomes.add(outcome);
                }
            });
        }
        // Told while it is being done: the first transaction runs beside the effects.
        var first = new ArrayList<Change>(target.changes());
        actions.stream().map(Action::step).distinct().map(Change.StepBegan::new).forEach(first::add);
        state = record(id, state, first, seen, target.wanted());
        for (int pending = actions.size(); pending > 0; ) {
            var batch = new ArrayList<Optional<Change>>();
            batch.add(next(outcomes));
            outcomes.drainTo(batch);
            pending -= batch.size();
            List<Change> changes = batch.stream().flatMap(Optional::stream).toList();
            state = record(id, state, changes, cluster.observe(id).with(seen.database()), target.wanted());
        }

        Observed last = cluster.observe(id);
        followSetup(id, state, last);
        lookAgain(id, state, last, target.wanted(), actions);
    }

    /** At once where what was done makes way for more, else when time has passed. */
    private void lookAgain(SparkId id, SparkState state, Observed observed, Wanted wanted, List<Action> done) {
        Instant now = clock.instant();
        if (!done.containsAll(Planner.actions(state, observed, wanted, now))) {
            queue.add(id, Depth.GLANCE);
        } else {
            Planner.lookAgain(state, observed, now).ifPresent(at -> queue.addAt(id, at));
        }
    }

    private static Optional<Change> next(LinkedBlockingQueue<Optional<Change>> outcomes) {
        try {
            return outcomes.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Stores the changes and what follows from them, if they change anything. */
    private SparkState record(SparkId id, SparkState known, List<Change> changes, Observed observed, Wanted wanted) {
        Instant now = clock.instant();
        if (withConclusions(known, changes, observed, wanted, now).isEmpty()) {
            return known;
        }
        SparkState reached = store.change(id, now, current -> withConclusions(current, changes, observed, wanted, now));
        if (!reached.getClass().equals(known.getClass())) {
            LOG.infof("%s: %s", id, reached.getClass().getSimpleName());
        }
        return reached;
    }

    private List<Change> withConclusions(
            SparkState state, List<Change> made, Observed observed, Wanted wanted, Instant now) {
        List<Change> changes = made.stream()
                .filter(change -> !isOvertaken(change, state, wanted))
                .toList();
        SparkState changed = evolution.evolve(state, changes, now);
        List<Change> conclusions = Conclusions.of(evolution, changed, observed, wanted, now);
        if (conclusions.isEmpty() && changed.equals(state)) {
            return List.of();
        }
        var all = new ArrayList<>(changes);
        all.addAll(conclusions);
        return all;
    }

    /** The deployment was applied as it was wanted before its root was ordered back: it is to be applied once more. */
    private static boolean isOvertaken(Change change, SparkState state, Wanted wanted) {
        boolean deployment = change instanceof Change.PartApplied(Part applied, var how) && applied == Part.DEPLOYMENT
                || change instanceof Change.PartRepaired(Part repaired, var how2) && repaired == Part.DEPLOYMENT;
        return deployment
                && state instanceof SparkState.Complete complete
                && complete.order().rootResets() != wanted.rootResets();
    }

    private Observed observe(SparkId id, SparkState state, Depth depth, Target target) {
        Observed seen = cluster.observe(id);
        boolean hasDatabase = state instanceof SparkState.Complete complete
                && complete.parts().containsKey(Part.DATABASE);
        return hasDatabase && depth != Depth.GLANCE
                ? seen.with(databases.look(id, target.material().databasePassword(), depth == Depth.INSPECTION))
                : seen;
    }

    private void followSetup(SparkId id, SparkState state, Observed observed) {
        if (state instanceof SparkState.Complete complete && complete.presence() == Presence.RUNNING) {
            observed.pod().ifPresent(pod -> setup.follow(id, pod));
        } else if (state instanceof SparkState.Purged) {
            setup.forget(id);
        }
    }

    /**
     * What a spark is to be.
     *
     * @param changes what follows where that cannot be told
     */
    private record Target(Wanted wanted, Performer.Material material, List<Change> changes) {}

    private Target target(SparkId id, SparkState state) {
        return switch (state) {
            case SparkState.Building building -> target(id, building.order());
            case SparkState.Complete complete -> target(id, complete.order());
            case SparkState.Unknown unknown -> nothing(id, List.of());
            case SparkState.Failed failed -> nothing(id, List.of());
            case SparkState.Removing removing -> nothing(id, List.of());
            case SparkState.Purged purged -> nothing(id, List.of());
        };
    }

    private Target target(SparkId id, Order order) {
        Map<String, String> env;
        try {
            env = sealing.open(id, order.sealedEnv());
        } catch (IllegalArgumentException e) {
            LOG.errorf("%s: its environment cannot be opened; is the sealing key the gateway's?", id);
            return nothing(id, List.of(new Change.Rejected(Step.ACCESS, "its environment cannot be opened")));
        }
        try {
            String password = sealing.databasePassword(id);
            Map<Part, Manifest> objects = manifests.of(id, order, env, password);
            var hashes = new EnumMap<Part, String>(Part.class);
            objects.forEach((part, manifest) -> hashes.put(part, manifest.hash()));
            hashes.put(Part.DATABASE, databases.manifest());
            return new Target(
                    new Wanted(hashes, DatabaseName.of(id).value(), databaseHost, image, order.rootResets()),
                    new Performer.Material(id, objects, password),
                    List.of());
        } catch (IllegalArgumentException | ArithmeticException e) {
            LOG.errorf(e, "%s: no manifests can be made of its order", id);
            return nothing(id, List.of(new Change.Rejected(Step.CONTAINER, "its size is not understood")));
        }
    }

    private Target nothing(SparkId id, List<Change> changes) {
        return new Target(
                Wanted.nothing(), new Performer.Material(id, Map.of(), sealing.databasePassword(id)), changes);
    }
}
