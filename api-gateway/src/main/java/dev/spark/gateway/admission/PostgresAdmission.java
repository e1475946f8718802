package dev.spark.gateway.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.domain.Slots;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What each living spark holds, in tables {@code admission} and {@code quota}. Written only under the lock of the event log. */
@ApplicationScoped
public class PostgresAdmission {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GatewayConfig.Quota quota;

    /**
     * A spark's place.
     *
     * @param sealedEnv of a queued one, for the command that will create it
     */
    public record Place(
            String sparkId,
            String name,
            String owner,
            boolean queued,
            long ticket,
            @Nullable String sealedEnv) {}

    /** A place that has been given up. */
    public record Left(String sparkId, boolean wasRunning, boolean wasQueued, boolean wasCounted) {}

    /**
     * One whose turn it is.
     *
     * @param sealedEnv absent where it is built and waits to wake
     */
    public record Waiting(String sparkId, @Nullable String sealedEnv) {}

    PostgresAdmission(GatewayConfig config) {
        this.quota = config.quota();
    }

    /** The limits and what is used of them, as last committed. */
    public Uni<Slots> slots(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select running_limit, total_limit, running_used, total_used, queued from quota",
                        Object[].class)
                .getSingleResult()
                .map(row -> new Slots(
                        row[0] == null ? quota.running() : (Integer) row[0],
                        row[1] == null ? quota.total() : (Integer) row[1],
                        (Integer) row[2],
                        (Integer) row[3],
                        (Integer) row[4]));
    }

    public Uni<Void> limit(Mutiny.Session session, int running, int total) {
        return session.createNativeQuery("update quota set running_limit = :running, total_limit = :total")
                .setParameter("running", running)
                .setParameter("total", total)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Which of the names are held. */
    public Uni<Set<String>> taken(Mutiny.Session session, Collection<String> names) {
        return session.createNativeQuery(
                        "select name from admission where name_held and name = any(:names)", String.class)
                .setParameter("names", names.toArray(String[]::new))
                .getResultList()
                .map(HashSet::new);
    }

    public Uni<Void> take(Mutiny.Session session, List<Place> places) {
        if (places.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (Place place : places) {
            rows.addObject()
                    .put("spark_id", place.sparkId())
                    .put("name", place.name())
                    .put("owner", place.owner())
                    .put("slot", place.queued() ? "queued" : "running")
                    .put("ticket", place.ticket())
                    .put("sealed_env", place.sealedEnv());
        }
        return session.createNativeQuery("""
                        insert into admission (spark_id, name, owner, name_held, slot, ticket, sealed_env)
                        select spark_id, name, owner, true, slot, ticket, sealed_env
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                            spark_id text, name text, owner text, slot text, ticket bigint, sealed_env text)""")
                .setParameter("rows", rows.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** The oldest of the queue, in its order. */
    public Uni<List<Waiting>> oldest(Mutiny.Session session, int count) {
        return session.createNativeQuery(
                        "select spark_id, sealed_env from admission where slot = 'queued' order by ticket limit :count",
                        Object[].class)
                .setParameter("count", count)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Waiting((String) row[0], (String) row[1]))
                        .toList());
    }

    /** Gives running slots to queued ones. */
    public Uni<Void> admit(Mutiny.Session session, Collection<String> sparkIds) {
        return session.createNativeQuery(
                        "update admission set slot = 'running', sealed_env = null where spark_id = any(:ids)")
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Whether it holds a running slot. */
    public Uni<Boolean> hasSlot(Mutiny.Session session, String sparkId) {
        return session.createNativeQuery(
                        "select count(*) from admission where spark_id = :id and slot = 'running'", Long.class)
                .setParameter("id", sparkId)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /** Gives one that has none a running slot, or a place at the end of the queue. */
    public Uni<Void> comeBack(Mutiny.Session session, String sparkId, boolean queued, long ticket) {
        return session.createNativeQuery(
                        "update admission set slot = :slot, ticket = :ticket where spark_id = :id and slot = 'none'")
                .setParameter("slot", queued ? "queued" : "running")
                .setParameter("ticket", ticket)
                .setParameter("id", sparkId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Takes one that is to wake no longer out of the queue. */
    public Uni<Void> leaveQueue(Mutiny.Session session, String sparkId) {
        return session.createNativeQuery("update admission set slot = 'none' where spark_id = :id and slot = 'queued'")
                .setParameter("id", sparkId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Takes back the running slots of those that rest; how many there were. */
    public Uni<Integer> release(Mutiny.Session session, Collection<String> sparkIds) {
        return session.createNativeQuery(
                        "update admission set slot = 'none' where slot = 'running' and spark_id = any(:ids)")
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .executeUpdate();
    }

    /** Frees the name of one that is being deleted, and takes it out of the queue; true if it was there. */
    public Uni<Boolean> beginDeletion(Mutiny.Session session, String sparkId, boolean toTrash) {
        return session.createNativeQuery("""
                        with before as (select spark_id, slot from admission where spark_id = :id)
                        update admission a set name_held = false, in_trash = :trash, sealed_env = null,
                            slot = case when a.slot = 'queued' then 'none' else a.slot end
                        from before b where a.spark_id = b.spark_id
                        returning b.slot""", String.class)
                .setParameter("id", sparkId)
                .setParameter("trash", toTrash)
                .getSingleResultOrNull()
                .map("queued"::equals);
    }

    /** Counts those that have got to the trash no longer; how many there were. */
    public Uni<Integer> discount(Mutiny.Session session, Collection<String> sparkIds) {
        return session.createNativeQuery(
                        "update admission set counted = false where counted and in_trash and spark_id = any(:ids)")
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .executeUpdate();
    }

    /** Whether one on its way to the trash, or in it, is still counted. */
    public Uni<Boolean> isCounted(Mutiny.Session session, String sparkId) {
        return session.createNativeQuery("select count(*) from admission where spark_id = :id and counted", Long.class)
                .setParameter("id", sparkId)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /** Gives one from the trash its name back, and counts it. The name must be free. */
    public Uni<Void> comeBackFromTrash(Mutiny.Session session, String sparkId) {
        return session.createNativeQuery(
                        "update admission set name_held = true, in_trash = false, counted = true where spark_id = :id")
                .setParameter("id", sparkId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Takes away the places of those that are purged. */
    public Uni<List<Left>> leave(Mutiny.Session session, Collection<String> sparkIds) {
        return session.createNativeQuery(
                        "delete from admission where spark_id = any(:ids) returning spark_id, slot, counted",
                        Object[].class)
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Left(
                                (String) row[0], "running".equals(row[1]), "queued".equals(row[1]), (Boolean) row[2]))
                        .toList());
    }

    /** Of these, the ones that are not waiting to be created: those the provisioner knows. */
    public Uni<Set<String>> known(Mutiny.Session session, Collection<String> sparkIds) {
        return session.createNativeQuery(
                        "select spark_id from admission where sealed_env is null and spark_id = any(:ids)",
                        String.class)
                .setParameter("ids", sparkIds.toArray(String[]::new))
                .getResultList()
                .map(HashSet::new);
    }

    /** The ids of an owner's sparks that nobody has asked to delete for good. */
    public Uni<List<String>> living(Mutiny.Session session, String owner) {
        return session.createNativeQuery(
                        "select spark_id from admission where owner = :owner and (name_held or in_trash) order by ticket",
                        String.class)
                .setParameter("owner", owner)
                .getResultList();
    }

    /** Its place in the queue, 1 for the next; empty for one that does not wait. */
    public Uni<OptionalInt> queuePosition(Mutiny.Session session, String sparkId) {
        return session.createNativeQuery("""
                        select cast(count(*) as int) from admission a, admission mine
                        where mine.spark_id = :id and mine.slot = 'queued' and a.slot = 'queued'
                            and a.ticket <= mine.ticket""", Integer.class)
                .setParameter("id", sparkId)
                .getSingleResult()
                .map(count -> count == 0 ? OptionalInt.empty() : OptionalInt.of(count));
    }

    /** The queue: ids in its order. */
    public Uni<List<String>> queue(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select spark_id from admission where slot = 'queued' order by ticket", String.class)
                .getResultList();
    }
}
