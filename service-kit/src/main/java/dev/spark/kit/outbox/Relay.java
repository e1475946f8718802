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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
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
    private volatile Instant leasedUntil = Instant.EPOCH;

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
        Instant now = Instant.now();
        if (now.isBefore(leasedUntil)) {
            return Uni.createFrom().item(true);
        }
        // Renewed at half its time: the rest is for a round that has just begun.
        Duration half = config.lease().dividedBy(2);
        return Transactions.onNewContext(
                        vertx,
                        () -> sessions.withTransaction(session -> session.createNativeQuery("""
                        update outbox_lease set holder = :holder, until = now() + make_interval(secs => :seconds)
                        where holder = :holder or until < now()""")
                                .setParameter("holder", holder)
                                .setParameter("seconds", config.lease().toMillis() / 1000.0)
                                .executeUpdate()))
                .map(rows -> {
                    leasedUntil = rows == 1 ? now.plus(half) : Instant.EPOCH;
                    return rows == 1;
                });
    }

    private Uni<List<OutboxMessage>> oldest() {
        return Transactions.onNewContext(
                vertx,
                () -> sessions.withSession(
                        session -> session.createQuery("from OutboxMessage order by seq", OutboxMessage.class)
                                .setMaxResults(config.batch())
                                .getResultList()));
    }

    private Uni<Integer> publish(List<OutboxMessage> oldest) {
        List<OutboxMessage> messages =
                oldest.stream().filter(row -> !tooLarge.contains(row.seq)).toList();
        if (messages.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        failpoints.passOwn("relay.before-publish");
        return Uni.join()
                .all(messages.stream().map(this::send).toList())
                .andFailFast()
                .chain(taken -> {
                    List<OutboxMessage> sent = IntStream.range(0, messages.size())
                            .filter(taken::get)
                            .mapToObj(messages::get)
                            .toList();
                    published.increment(sent.size());
                    failpoints.passOwn("relay.after-publish");
                    return remove(sent).replaceWith(oldest.size());
                });
    }

    /** False for one that the broker never takes: it stays, and holds up nobody else. */
    private Uni<Boolean> send(OutboxMessage row) {
        return publisher
                .send(row.topic, row.key, Headers.read(row.headers), row.body)
                .replaceWith(true)
                .onFailure(RecordTooLargeException.class)
                .recoverWithItem(failure -> {
                    LOG.errorf(
                            "%s for %s about %s stays in the outbox: %s", row.messageId, row.topic, row.key, failure);
                    tooLarge.add(row.seq);
                    return false;
                });
    }

    private Uni<Integer> remove(List<OutboxMessage> messages) {
        Long[] seqs = messages.stream().map(row -> row.seq).toArray(Long[]::new);
        return Transactions.onNewContext(
                vertx,
                () -> sessions.withTransaction(
                        session -> session.createNativeQuery("delete from outbox where seq = any(:seqs)")
                                .setParameter("seqs", seqs)
                                .executeUpdate()));
    }
}
