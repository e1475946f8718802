package dev.spark.kit.inbox;

import dev.spark.kit.KitConfig;
import dev.spark.kit.Transactions;
import dev.spark.kit.outbox.Headers;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The messages that wait because theirs, or an earlier one about their spark, keeps failing. */
@ApplicationScoped
public class Parking {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Transactions transactions;
    private final Duration firstWait;
    private final MeterRegistry metrics;

    Parking(Transactions transactions, KitConfig config, MeterRegistry metrics) {
        this.transactions = transactions;
        this.firstWait = config.inbox().parkedFor();
        this.metrics = metrics;
    }

    /** Parks the message that failed. */
    Uni<Void> park(
            Mutiny.Session session, Received received, Map<String, String> headers, Throwable failure, Instant now) {
        metrics.counter("spark.inbox.parked").increment();
        return insert(session, received, headers, reason(failure), now.plus(firstWait));
    }

    /** Parks a message behind an earlier one about its spark. */
    Uni<Void> parkBehind(Mutiny.Session session, Received received, Map<String, String> headers, Instant now) {
        return insert(session, received, headers, "an earlier message about this spark is parked", now);
    }

    private static Uni<Void> insert(
            Mutiny.Session session, Received received, Map<String, String> headers, String reason, Instant next) {
        return session.persist(new ParkedMessage(
                        received.envelope().subject(),
                        received.envelope().id(),
                        received.topic(),
                        Headers.write(headers),
                        received.body(),
                        reason,
                        next))
                .chain(session::flush);
    }

    /** Which of the sparks have something parked. */
    Uni<Set<String>> parkedAmong(Mutiny.Session session, Set<String> sparks) {
        return session.createNativeQuery(
                        "select distinct spark_id from parked where spark_id = any(:sparks)", String.class)
                .setParameter("sparks", sparks.toArray(String[]::new))
                .getResultList()
                .map(HashSet::new);
    }

    /** The sparks whose oldest parked message is due. */
    Uni<List<String>> dueSparks(Instant now) {
        return transactions.read(session -> session.createNativeQuery("""
                        select spark_id from (
                            select distinct on (spark_id) spark_id, next_attempt_at from parked order by spark_id, seq
                        ) oldest where next_attempt_at <= :now""", String.class)
                .setParameter("now", now)
                .getResultList());
    }

    Uni<Optional<ParkedMessage>> oldest(String spark) {
        return transactions.read(session -> session.createQuery(
                        "from ParkedMessage where sparkId = :spark order by seq", ParkedMessage.class)
                .setParameter("spark", spark)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(Optional::ofNullable));
    }

    /** Takes the message away in the transaction that acts on it; false if somebody else has. */
    Uni<Boolean> claim(Mutiny.Session session, ParkedMessage parked) {
        return session.createNativeQuery("delete from parked where seq = :seq")
                .setParameter("seq", parked.seq)
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    Uni<Void> postpone(ParkedMessage parked, Throwable failure, Instant now) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(parked.attempts + 1, 12));
        Instant next = now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        return transactions
                .run(session -> session.createNativeQuery("""
                        update parked set attempts = attempts + 1, next_attempt_at = :next, reason = :reason
                        where seq = :seq""")
                        .setParameter("next", next)
                        .setParameter("reason", reason(failure))
                        .setParameter("seq", parked.seq)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Makes everything parked due now. */
    public Uni<Integer> makeAllDue() {
        return transactions.run(session -> session.createNativeQuery("update parked set next_attempt_at = now()")
                .executeUpdate());
    }

    public Uni<Long> count() {
        return transactions.read(session -> session.createNativeQuery("select count(*) from parked", Long.class)
                .getSingleResult());
    }

    /** The kind of failure only: its words may quote what a user typed. */
    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}
