package dev.spark.metrics.store;

import dev.spark.kit.Transactions;
import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.app.Turns;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The turn as a row. All replicas go by the database's clock; the one that measured last goes on, so that its series in Prometheus
 * do, and another takes over when it is late.
 */
@ApplicationScoped
class PostgresTurns implements Turns {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final double MILLIS = 1000;

    private final Transactions transactions;
    private final String replica = UUID.randomUUID().toString();
    private final double every;
    private final double grace;

    PostgresTurns(Transactions transactions, MetricsConfig config) {
        this.transactions = transactions;
        this.every = config.every().toMillis() / MILLIS;
        this.grace = config.takenOverAfter().toMillis() / MILLIS;
    }

    @Override
    public Optional<Duration> take() {
        // Who waits for the row's lock would take the next turn for his own: he goes away instead.
        return transactions
                .run(session -> session.createNativeQuery("""
                        with due as (
                            select id, claimed_at from beat
                            where id = 1 and claimed_at <= clock_timestamp() - make_interval(secs =>
                                cast(:every as double precision) + case when measured_by is null or measured_by = :replica
                                    then 0 else cast(:grace as double precision) end)
                            for update skip locked)
                        update beat set claimed_at = clock_timestamp(), measured_by = :replica
                        from due where beat.id = due.id
                        returning cast(extract(epoch from (beat.claimed_at - due.claimed_at)) as double precision)""", Double.class)
                        .setParameter("every", every)
                        .setParameter("grace", grace)
                        .setParameter("replica", replica)
                        .getResultList())
                .await()
                .atMost(ANSWERS_WITHIN)
                .stream()
                .findFirst()
                .map(seconds -> Duration.ofMillis(Math.round(seconds * MILLIS)));
    }
}
