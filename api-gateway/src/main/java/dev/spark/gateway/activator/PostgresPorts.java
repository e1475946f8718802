package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which port leads to which spark, in table {@code activator_port}. */
@ApplicationScoped
class PostgresPorts {

    private final int first;
    private final int last;

    PostgresPorts(ActivatorConfig config) {
        this.first = config.ports().first();
        this.last = first + config.ports().count() - 1;
    }

    /** The ports of those sparks: each that has none gets one, while there are any. */
    Uni<Map<SparkId, Integer>> allot(Mutiny.Session session, Collection<SparkId> sparks) {
        if (sparks.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        String[] ids = sparks.stream().map(SparkId::value).toArray(String[]::new);
        // Those of a range that was set before move. Who finds a port taken by another replica gets one the next time.
        return session.createNativeQuery("""
                        delete from activator_port
                        where spark_id = any(:ids) and port not between :first and :last""")
                .setParameter("ids", ids)
                .setParameter("first", first)
                .setParameter("last", last)
                .executeUpdate()
                .chain(() -> session.createNativeQuery("""
                                insert into activator_port (spark_id, port)
                                select wanting.id, free.port
                                from (select id, row_number() over (order by id) as nth
                                      from unnest(cast(:ids as text[])) as wanted(id)
                                      where not exists (select from activator_port where spark_id = id)) wanting
                                join (select port, row_number() over (order by port) as nth
                                      from generate_series(cast(:first as int), cast(:last as int)) as each(port)
                                      where not exists (select from activator_port a where a.port = each.port)) free
                                using (nth)
                                on conflict do nothing""")
                        .setParameter("ids", ids)
                        .setParameter("first", first)
                        .setParameter("last", last)
                        .executeUpdate())
                .chain(() -> session.createNativeQuery(
                                "select spark_id, port from activator_port where spark_id = any(:ids)", Object[].class)
                        .setParameter("ids", ids)
                        .getResultList())
                .map(rows -> {
                    var ports = new HashMap<SparkId, Integer>();
                    rows.forEach(row -> ports.put(new SparkId((String) row[0]), (Integer) row[1]));
                    return ports;
                });
    }

    Uni<Void> giveBack(Mutiny.Session session, SparkId spark) {
        return session.createNativeQuery("delete from activator_port where spark_id = :id")
                .setParameter("id", spark.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Those that have a port and are no more. */
    Uni<List<SparkId>> ofPurged(Mutiny.Session session) {
        return session.createNativeQuery("""
                        select p.spark_id from activator_port p join spark s on s.id = p.spark_id
                        where s.state = 'purged'""", String.class)
                .getResultList()
                .map(rows -> rows.stream().map(SparkId::new).toList());
    }
}
