package dev.spark.gateway.app;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.Slots;
import dev.spark.gateway.eventlog.PostgresEventLog;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.readmodel.PostgresSparks;
import dev.spark.kit.Transactions;
import dev.spark.kit.health.Broker;
import dev.spark.kit.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Runs what changes something: one transaction under the lock of the event log, its events and messages written at its end. */
@ApplicationScoped
public class Writes {

    private final Transactions transactions;
    private final PostgresEventLog log;
    private final PostgresSparks sparks;
    private final Outbox outbox;
    private final Tail tail;
    private final Broker broker;
    private final Database database;
    private final GatewayConfig.Quota quota;
    private final MeterRegistry metrics;

    Writes(
            Transactions transactions,
            PostgresEventLog log,
            PostgresSparks sparks,
            Outbox outbox,
            Tail tail,
            Broker broker,
            Database database,
            GatewayConfig config,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.log = log;
        this.sparks = sparks;
        this.outbox = outbox;
        this.tail = tail;
        this.broker = broker;
        this.database = database;
        this.quota = config.quota();
        this.metrics = metrics;
    }

    /**
     * One transaction of a call. Refused at once where Kafka or the database does not answer: what is accepted here is kept,
     * and said soon.
     */
    <T> Uni<T> run(Function<Recording, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (!broker.isReachable()) {
                return Uni.createFrom().failure(new RefusedException(new Refusal.Unavailable("Kafka")));
            }
            return runWithoutBroker(work);
        });
    }

    /** The same for a change that nobody has to be told of. */
    <T> Uni<T> runWithoutBroker(Function<Recording, Uni<T>> work) {
        return database.within(transactions
                .run(session -> impatient(session)
                        .chain(() -> begin(session))
                        .chain(recording -> work.apply(recording).call(recording::write)))
                .invoke(tail::wake));
    }

    /**
     * Begins within a transaction of somebody else, who calls {@link Recording#write} at its end. What happens in it happens by
     * the database's clock: times to live are the same for all replicas, whatever their own clocks say. Both rows are locked: after a wait
     * only a locked row is read anew, one merely joined would be as old as the statement.
     */
    Uni<Recording> begin(Mutiny.Session session) {
        return session.createNativeQuery("""
                        select l.last_position, q.running_limit, q.total_limit, q.running_used, q.total_used, q.queued,
                            cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)
                        from event_log l, quota q for update of l, q""", Object[].class)
                .getSingleResult()
                .map(row -> new Recording(
                        session,
                        log,
                        sparks,
                        outbox,
                        metrics,
                        Instant.EPOCH.plus((Long) row[6], ChronoUnit.MICROS),
                        (Long) row[0],
                        new Slots(
                                row[1] == null ? quota.running() : (Integer) row[1],
                                row[2] == null ? quota.total() : (Integer) row[2],
                                (Integer) row[3],
                                (Integer) row[4],
                                (Integer) row[5])));
    }

    /** A call rather fails than waits: a consumer or a rebuild may hold the lock. */
    private static Uni<Void> impatient(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select set_config('lock_timeout', '800ms', true) || set_config('statement_timeout', '5s', true)",
                        String.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    static <T extends @Nullable Object> Uni<T> refuse(Refusal refusal) {
        return Uni.createFrom().failure(new RefusedException(refusal));
    }
}
