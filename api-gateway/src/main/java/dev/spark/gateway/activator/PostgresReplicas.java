package dev.spark.gateway.activator;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** The replicas that take connections, in table {@code activator_replica}. */
@ApplicationScoped
class PostgresReplicas {

    private final Duration forgottenAfter;

    PostgresReplicas(ActivatorConfig config) {
        this.forgottenAfter = config.forgottenAfter();
    }

    /** Says that this one lives, and forgets those that have not said so for long. The addresses of all that live. */
    Uni<List<String>> beat(Mutiny.Session session, String id, String address) {
        return session.createNativeQuery("""
                        insert into activator_replica (id, address, seen_at) values (:id, :address, clock_timestamp())
                        on conflict (id) do update set address = excluded.address, seen_at = excluded.seen_at""")
                .setParameter("id", id)
                .setParameter("address", address)
                .executeUpdate()
                .chain(() -> session.createNativeQuery("""
                                delete from activator_replica
                                where seen_at < clock_timestamp() - make_interval(secs => :seconds)""")
                        .setParameter("seconds", forgottenAfter.toMillis() / 1000.0)
                        .executeUpdate())
                .chain(() -> session.createNativeQuery(
                                "select distinct address from activator_replica order by address", String.class)
                        .getResultList());
    }

    Uni<Void> leave(Mutiny.Session session, String id) {
        return session.createNativeQuery("delete from activator_replica where id = :id")
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }
}
