package dev.spark.metrics.store;

import dev.spark.events.SparkId;
import dev.spark.kit.Transactions;
import dev.spark.metrics.app.SparkDatabases;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The names of the sparks' databases in PostgreSQL. */
@ApplicationScoped
class PostgresSparkDatabases implements SparkDatabases {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    private final Transactions transactions;

    PostgresSparkDatabases(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<SparkId, String> of(Collection<SparkId> sparks) {
        String[] ids = sparks.stream().map(SparkId::value).toArray(String[]::new);
        return transactions
                .read(session -> session.createNativeQuery(
                                "select * from spark_database where spark_id = any(:ids)", SparkDatabaseRow.class)
                        .setParameter("ids", ids)
                        .getResultList())
                .await()
                .atMost(ANSWERS_WITHIN)
                .stream()
                .collect(Collectors.toMap(row -> new SparkId(row.sparkId), row -> row.databaseName));
    }

    @Override
    public Uni<Void> note(Mutiny.Session session, SparkId spark, String name) {
        return session.createNativeQuery("""
                        insert into spark_database (spark_id, database_name) values (:id, :name)
                        on conflict (spark_id) do update set database_name = excluded.database_name""")
                .setParameter("id", spark.value())
                .setParameter("name", name)
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(Mutiny.Session session, SparkId spark) {
        return session.createNativeQuery("delete from spark_database where spark_id = :id")
                .setParameter("id", spark.value())
                .executeUpdate()
                .replaceWithVoid();
    }
}
