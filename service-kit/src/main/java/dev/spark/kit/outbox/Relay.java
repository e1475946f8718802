package dev.spark.kit.outbox;

import dev.spark.kit.KitConfig;
import dev.spark.kit.Transactions;
import dev.spark.kit.crash.Failpoints;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox: right after a commit when it is woken, and on a sweep for what a crash or another replica left. Rows
 * go out in their order and are removed when the broker has them, so a crash in between repeats messages and loses none.
 *
 * <p>One replica relays at a time, by a lease with an end; that keeps the order of a spark across replicas. Rows are not
 * gated on a sequence number: one that commits late is found by the next round.
 */
@ApplicationScoped
public class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    private final Mutiny.SessionFactory sessions;
    private final Publisher publisher;
    private final Vertx vertx;
    private final Failpoints failpoints;
    private final KitConfig.Outbox config;
    private final Counter published;
    private final String holder = UUID.randomUUID().toString();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** What this broker does not take, as it is set up: not tried again until the next start. */
    private final Set<Long> tooLarge = ConcurrentHashMap.newKeySet();

    private volatile Optional<Instant> failingSince = Optional.empty();
    private volatile boolean stopped = true;
    private volatile long leasedUntil = System.nanoTime();

    Relay(
            Mutiny.SessionFactory sessions,
            Publisher publisher,
            Vertx vertx,
            Failpoints failpoints,
            KitConfig config,
            MeterRegistry metrics) {
        this.sessions = sessions;
        this.publisher = publisher;
        this.vertx = vertx;
        this.failpoints = failpoints;
        this.config = config.outbox();
        this.published = metrics.counter("spark.outbox.published");
    }

    void start(@Observes StartupEvent started) {
        stopped = false;
        vertx.setPeriodic(config.sweep().toMillis(), timer -> wake());
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    /** Something was committed. Returns at once; many calls are one round. */
    public void wake() {
        wanted.set(true);
        if (!stopped && running.compareAndSet(false, true)) {
            wanted.set(false);
            round().subscribe().with(this::finished, this::failed);
        }
    }

    /** Since when publishing has failed without a success; empty while it works. */
    public Optional<Instant> failingSince() {
        return failingSince;
    }

    private void finished(int count) {
        failingSince = Optional.empty();
        running.set(false);
        if (wanted.get() || count == config.batch()) {
            wake();
        }
    }

    private void failed(Throwable failure) {
        if (failingSince.isEmpty()) {
            LOG.warnf("the outbox cannot be relayed, trying again: %s", failure.toString());
            failingSince = Optional.of(Instant.now());
        }
        // The sweep tries again.
        running.set(false);
    }

    private Uni<Integer> round() {
        return lease().chain(ours ->
                ours ? oldest().chain(this::publish) : Uni.createFrom().item(0));
    }

    private Uni<Boolean> lease() {
        long now = System.nanoTime();
        if (now - leasedUntil < 0) {
            return Uni.createFrom().item(true);
        }
        // Renewed at half its time: the rest is for a round that has just begun.
        Duration half = config.lease().dividedBy(2);
        return limited(() -> sessions.withTransaction(session -> session.createNativeQuery("""
            update outbox_lease set holder = :holder, until = now() + make_interval(secs => :seconds)
            where holder = :holder or until < now()\
            """)
                        .setParameter("holder", holder)
                        .setParameter("seconds", config.lease().toMillis() / 1000.0)
                        .executeUpdate()))
                .map(rows -> {
                    leasedUntil = rows == 1 ? now + half.toNanos() : System.nanoTime();
                    return rows == 1;
                });
    }

    private Uni<List<OutboxMessage>> oldest() {
        return limited(() -> sessions.withSession(
                session -> sendable(session).setMaxResults(config.batch()).getResultList()));
    }

    /** All in their order, but for what the broker never takes. */
    private Mutiny.SelectionQuery<OutboxMessage> sendable(Mutiny.Session session) {
        return tooLarge.isEmpty()
                ? session.createQuery("from OutboxMessage order by seq", OutboxMessage.class)
                : session.createQuery("from OutboxMessage where seq not in :tooLarge order by seq", OutboxMessage.class)
                        .setParameter("tooLarge", List.copyOf(tooLarge));
    }

    /** Removes what the broker has taken, and then fails if it has not taken all that it should. */
    private Uni<Integer> publish(List<OutboxMessage> messages) {
        if (messages.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        failpoints.passOwn("relay.before-publish");
        return publisher
                .sendInOrder(messages.stream()
                        .map(row -> Publisher.record(row.topic, row.key, Headers.read(row.headers), row.body))
                        .toList())
                .chain(result -> {
                    var taken = new ArrayList<OutboxMessage>();
                    for (int i = 0; i < messages.size(); i++) {
                        switch (result.outcomes().get(i)) {
                            case TAKEN -> taken.add(messages.get(i));
                            case TOO_LARGE -> leave(messages.get(i));
                            case NOT_TAKEN -> {}
                        }
                    }
                    published.increment(taken.size());
                    failpoints.passOwn("relay.after-publish");
                    Uni<Integer> removed = taken.isEmpty() ? Uni.createFrom().item(0) : remove(taken);
                    Throwable failure = result.failure();
                    if (failure == null) {
                        return removed.replaceWith(messages.size());
                    }
                    return removed.chain(() -> Uni.createFrom().failure(failure));
                });
    }

    /** It stays, and holds up nobody else. */
    private void leave(OutboxMessage row) {
        LOG.errorf("%s for %s about %s stays in the outbox: it is too large", row.messageId, row.topic, row.key);
        tooLarge.add(row.seq);
    }

    private Uni<Integer> remove(List<OutboxMessage> messages) {
        Long[] seqs = messages.stream().map(row -> row.seq).toArray(Long[]::new);
        return limited(() -> sessions.withTransaction(
                session -> session.createNativeQuery("delete from outbox where seq = any(:seqs)")
                        .setParameter("seqs", seqs)
                        .executeUpdate()));
    }

    /** A database that has gone silent ends a round: the next one has another connection. */
    private <T> Uni<T> limited(Supplier<Uni<? extends T>> work) {
        return Transactions.<T>onNewContext(vertx, work)
                .ifNoItem()
                .after(config.databaseAnswersWithin())
                .fail();
    }
}
