package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.readmodel.PostgresSparks;
import dev.spark.kit.Transactions;
import dev.spark.kit.work.WorkQueue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Leads the Services of resting sparks here, and back to their pods when they run: on each event that changes what a spark needs,
 * at start, and by a sweep that compares the cluster with the read model. What could not be done is tried again, with pauses
 * that grow. Every replica does it; doing it twice is doing it once.
 */
@ApplicationScoped
class LeadServices {

    private static final Logger LOG = Logger.getLogger(LeadServices.class);
    private static final int READ_AT_ONCE = 500;
    private static final int AT_ONCE = 16;
    private static final int AT_ONCE_IN_SWEEPS = 4;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(1);

    private final ActivatorConfig config;
    private final Transactions transactions;
    private final PostgresSparks sparks;
    private final PostgresPorts ports;
    private final PostgresReplicas replicas;
    private final Slices slices;
    private final Reception reception;
    private final Tail tail;
    private final Clock clock;
    private final String replica = UUID.randomUUID().toString();

    /** The ports of the sparks that are led here. */
    private final Map<SparkId, Integer> led = new ConcurrentHashMap<>();

    /** Those that have been seen at rest, and are not purged. */
    private final Set<SparkId> rested = ConcurrentHashMap.newKeySet();

    private final Set<SparkId> owed = ConcurrentHashMap.newKeySet();
    private volatile List<String> living = List.of();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile boolean sweepOwed;
    private volatile boolean scarce;
    private volatile boolean stopped;
    private volatile long pausedUntil = System.nanoTime();
    private volatile Duration pause = SHORTEST_PAUSE;
    private volatile @Nullable Running running;

    /** What there is where the activator is on. */
    private record Running(String address, Listeners listeners, WorkQueue<Look> queue) {}

    /** How closely a spark is looked at. */
    private enum Look {

        /** Something has happened to it: what this replica did not do needs no undoing. */
        AFTER_AN_EVENT,

        /** It is not as it should be, whoever did that. */
        FOUND_DIFFERENT
    }

    LeadServices(
            ActivatorConfig config,
            Transactions transactions,
            PostgresSparks sparks,
            PostgresPorts ports,
            PostgresReplicas replicas,
            Slices slices,
            Reception reception,
            Tail tail,
            Clock clock) {
        this.config = config;
        this.transactions = transactions;
        this.sparks = sparks;
        this.ports = ports;
        this.replicas = replicas;
        this.slices = slices;
        this.reception = reception;
        this.tail = tail;
        this.clock = clock;
    }

    /** After the tail has started. */
    void start(@Observes @Priority(5000) StartupEvent started) {
        Optional<String> address = config.address().filter(text -> !text.isBlank());
        if (address.isEmpty()) {
            return;
        }
        try {
            var listeners = new Listeners(config.host(), reception::welcome);
            var queue = new WorkQueue<>(AT_ONCE, AT_ONCE_IN_SWEEPS, Look.AFTER_AN_EVENT, clock, this::lead);
            running = new Running(address.get(), listeners, queue);
        } catch (IOException e) {
            throw new UncheckedIOException("the activator cannot listen", e);
        }
        sweepOwed = true;
        Thread.ofVirtual().name("activator-follows").start(this::follow);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        Running now = running;
        if (now == null) {
            return;
        }
        running = null;
        now.queue().close();
        now.listeners().close();
        try {
            transactions
                    .run(session -> replicas.leave(session, replica))
                    .await()
                    .atMost(LEAVES_WITHIN);
        } catch (RuntimeException e) {
            LOG.debugf("the others will find out that this replica is gone: %s", e.toString());
        }
    }

    /** What happened before the first position is found by the sweep. */
    private void follow() {
        long position = -1;
        while (!stopped) {
            try {
                if (position < 0) {
                    position = tail.last().await().indefinitely();
                    beat();
                }
                tail.beyond(position).await().indefinitely();
                Tail.Page page =
                        tail.after(position, Scope.ALL, READ_AT_ONCE).await().indefinitely();
                heed(page);
                position = page.readTo();
            } catch (RuntimeException e) {
                LOG.debugf("what happens cannot be followed at the moment: %s", e.toString());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SHORTEST_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void heed(Tail.Page page) {
        Running now = running;
        if (now == null || page.events().isEmpty()) {
            return;
        }
        var ids = new HashSet<String>();
        page.events().forEach(shown -> ids.add(shown.event().sparkId()));
        Map<String, SparkView> views =
                transactions.read(session -> sparks.load(session, ids)).await().indefinitely();
        for (SparkView view : views.values()) {
            switch (Need.of(view.state(), view.spec().wakePolicy())) {
                case ACTIVATOR -> {
                    rested.add(view.sparkId());
                    now.queue().add(view.sparkId(), Look.AFTER_AN_EVENT);
                }
                case NOTHING -> {
                    // One that never rested costs nothing.
                    if (rested.contains(view.sparkId())) {
                        now.queue().add(view.sparkId(), Look.AFTER_AN_EVENT);
                    }
                }
                case NOTHING_EVER -> {
                    rested.remove(view.sparkId());
                    now.queue().add(view.sparkId(), Look.FOUND_DIFFERENT);
                }
            }
        }
    }

    /** Says that this replica lives, hears of the others, and does what is owed. */
    @Scheduled(
            every = "${spark.gateway.activator.heartbeat:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "activator-heartbeat")
    @RunOnVirtualThread
    void beat() {
        Running now = running;
        if (now == null) {
            return;
        }
        try {
            List<String> alive = transactions
                    .run(session -> replicas.beat(session, replica, now.address()))
                    .await()
                    .indefinitely();
            if (!alive.equals(living)) {
                LOG.infof("connections to resting sparks are taken by %s", String.join(", ", alive));
                living = alive;
                sweepOwed = true;
            }
        } catch (RuntimeException e) {
            LOG.debugf("the database does not answer: %s", e.toString());
            return;
        }
        if (System.nanoTime() - pausedUntil >= 0) {
            owed.forEach(id -> now.queue().add(id, Look.FOUND_DIFFERENT));
            if (sweepOwed && sweeping.compareAndSet(false, true)) {
                // An API server that takes its time must not make us look dead.
                Thread.ofVirtual().name("activator-sweep").start(this::sweep);
            }
        }
    }

    @Scheduled(
            every = "${spark.gateway.activator.sweep:60s}",
            delayed = "${spark.gateway.activator.sweep:60s}",
            identity = "activator-sweep")
    void sweepIsDue() {
        sweepOwed = true;
    }

    /** One query and one list, whatever is at rest; then only what differs is looked at. */
    private void sweep() {
        sweepOwed = false;
        try {
            Running now = running;
            if (now == null) {
                return;
            }
            Plan plan = transactions.run(this::plan).await().indefinitely();
            shortage(plan.needy() > plan.wanted().size());
            Map<SparkId, Slice> there = slices.all();
            plan.wanted().forEach((id, port) -> {
                if (!port.equals(led.get(id))) {
                    led.remove(id);
                }
            });
            Set<SparkId> differing =
                    plan.differing(there, living, led.keySet(), now.listeners().staying());
            rested.addAll(plan.wanted().keySet());
            differing.forEach(id -> now.queue().addToSweep(id, Look.FOUND_DIFFERENT));
            recovered();
        } catch (RuntimeException e) {
            sweepOwed = true;
            failed("the slices in the cluster cannot be compared", e);
        } finally {
            sweeping.set(false);
        }
    }

    private Uni<Plan> plan(Mutiny.Session session) {
        return sparks.resting(session).chain(resting -> {
            List<SparkId> needy = resting.stream()
                    .filter(spark -> Need.of(spark.state(), spark.wakePolicy()) == Need.ACTIVATOR)
                    .map(PostgresSparks.Resting::id)
                    .toList();
            return ports.allot(session, needy)
                    .chain(wanted -> ports.ofPurged(session).map(purged -> new Plan(needy.size(), wanted, purged)));
        });
    }

    private void lead(SparkId id, Look look) {
        Running now = running;
        if (now == null) {
            return;
        }
        try {
            Optional<SparkView> view = transactions
                    .read(session -> sparks.byId(session, id.value()))
                    .await()
                    .indefinitely();
            // One that the log does not know is none of ours.
            switch (view.map(spark -> Need.of(spark.state(), spark.spec().wakePolicy()))
                    .orElse(Need.NOTHING)) {
                case ACTIVATOR -> here(now, id);
                case NOTHING -> {
                    if (led.containsKey(id) || look == Look.FOUND_DIFFERENT) {
                        away(now, id);
                    }
                }
                case NOTHING_EVER -> {
                    away(now, id);
                    // Not before: what still leads to the port must not lead to another spark.
                    transactions
                            .run(session -> ports.giveBack(session, id))
                            .await()
                            .indefinitely();
                }
            }
            owed.remove(id);
            recovered();
        } catch (IOException e) {
            LOG.warnf("%s cannot be woken by a connection in the cluster: %s", id, e.getMessage());
            owed.remove(id); // until the next sweep
        } catch (RuntimeException e) {
            owed.add(id);
            failed("the Service of " + id + " cannot be led where it should", e);
        }
    }

    private void here(Running now, SparkId id) throws IOException {
        Integer port = led.get(id);
        if (port == null) {
            port = transactions
                    .run(session -> ports.allot(session, List.of(id)))
                    .await()
                    .indefinitely()
                    .get(id);
        }
        if (port == null) {
            shortage(true);
            return;
        }
        now.listeners().open(id, port);
        led.put(id, port);
        if (!slices.put(id, Need.SERVICE_PORT, new Slice(living, port))) {
            LOG.debugf("%s has no Service to be led", id);
        }
    }

    private void away(Running now, SparkId id) {
        slices.remove(id);
        led.remove(id);
        now.listeners().closeAfter(id, config.linger());
    }

    private void shortage(boolean isShort) {
        if (isShort && !scarce) {
            LOG.warn("not every resting spark has a port of the activator: those without are woken by other roads only;"
                    + " spark.gateway.activator.ports.count makes more");
        }
        scarce = isShort;
    }

    private void failed(String what, RuntimeException e) {
        pausedUntil = System.nanoTime() + pause.toNanos();
        Duration doubled = pause.multipliedBy(2);
        if (pause.equals(SHORTEST_PAUSE)) {
            LOG.warnf("%s, again in a moment: %s", what, e.toString());
        } else {
            LOG.debugf("%s: %s", what, e.toString());
        }
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void recovered() {
        pause = SHORTEST_PAUSE;
    }
}
