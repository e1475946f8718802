package dev.spark.gateway.eventlog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.events.Envelope;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The event log in table {@code event}. Positions are given under the lock of the one row of {@code event_log}, which is held
 * until the commit: they have no gaps and follow the order of commits, so whoever has read up to a position has missed nothing.
 */
@ApplicationScoped
public class PostgresEventLog {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MessageCodec CODEC = new MessageCodec();

    /** Whose events are read: all, those of one owner's sparks, or those of one spark. */
    public record Scope(Optional<String> owner, Optional<String> sparkId) {

        public static final Scope ALL = new Scope(Optional.empty(), Optional.empty());

        public static Scope ofOwner(String owner) {
            return new Scope(Optional.of(owner), Optional.empty());
        }

        public static Scope ofSpark(String sparkId) {
            return new Scope(Optional.empty(), Optional.of(sparkId));
        }

        boolean contains(LoggedEvent event) {
            return owner.map(user -> user.equals(event.owner())).orElse(true)
                    && sparkId.map(id -> id.equals(event.sparkId())).orElse(true);
        }
    }

    /** The position of the last event that is committed. */
    public Uni<Long> lastPosition(Mutiny.Session session) {
        return session.createNativeQuery("select last_position from event_log", Long.class)
                .getSingleResult();
    }

    /** Takes the lock until the transaction ends; the position of the last event. */
    public Uni<Long> lock(Mutiny.Session session) {
        return session.createNativeQuery("select last_position from event_log for update", Long.class)
                .getSingleResult();
    }

    /** Which of the ids are in the log. */
    public Uni<Set<String>> known(Mutiny.Session session, Collection<String> eventIds) {
        if (eventIds.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return session.createNativeQuery("select event_id from event where event_id = any(:ids)", String.class)
                .setParameter("ids", eventIds.toArray(String[]::new))
                .getResultList()
                .map(HashSet::new);
    }

    /** Appends events whose positions follow the last one, under the lock. */
    public Uni<Void> append(Mutiny.Session session, List<LoggedEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (LoggedEvent event : events) {
            Envelope envelope = event.envelope();
            rows.addObject()
                    .put("position", event.position())
                    .put("event_id", envelope.id())
                    .put("spark_id", envelope.subject())
                    .put("owner", storable(event.owner()))
                    .put("spark_name", storable(event.sparkName()))
                    .put("type", envelope.type())
                    .put("source", envelope.source())
                    .put("at", envelope.time().toString())
                    .put("actor", storable(event.actor()))
                    .put("causation_id", storable(envelope.causationId()))
                    .put("traceparent", storable(envelope.traceparent()))
                    .put("body", event.body());
        }
        return session.createNativeQuery("""
                        with appended as (
                            insert into event (position, event_id, spark_id, owner, spark_name, type, source, at, actor,
                                causation_id, traceparent, body)
                            select position, event_id, spark_id, owner, spark_name, type, source, at, actor,
                                causation_id, traceparent, body
                            from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                                position bigint, event_id text, spark_id text, owner text, spark_name text, type text,
                                source text, at timestamptz, actor text, causation_id text, traceparent text, body text)
                            order by position
                        )
                        update event_log set last_position = :last""")
                .setParameter("rows", rows.toString())
                .setParameter("last", events.getLast().position())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** The events after the position, in order, at most {@code limit}. */
    public Uni<List<LoggedEvent>> after(Mutiny.Session session, long position, Scope scope, int limit) {
        var where = new StringBuilder("position > :position");
        scope.owner().ifPresent(owner -> where.append(" and owner = :owner"));
        scope.sparkId().ifPresent(id -> where.append(" and sparkId = :spark"));
        var query = session.createQuery("from EventRow where " + where + " order by position", EventRow.class)
                .setParameter("position", position)
                .setMaxResults(limit);
        scope.owner().ifPresent(owner -> query.setParameter("owner", owner));
        scope.sparkId().ifPresent(id -> query.setParameter("spark", id));
        return query.getResultList()
                .map(rows -> rows.stream().map(EventRow::logged).toList());
    }

    /** The latest event of that kind about the spark. */
    public <E extends SparkEvent> Uni<Optional<E>> latest(Mutiny.Session session, String sparkId, Class<E> kind) {
        return session.createNativeQuery(
                        "select body from event where spark_id = :id and type = :type order by position desc limit 1",
                        String.class)
                .setParameter("id", sparkId)
                .setParameter("type", MessageCodec.typeOf(kind))
                .getSingleResultOrNull()
                .map(body -> Optional.ofNullable(body)
                        .flatMap(text -> CODEC.read(text.getBytes(StandardCharsets.UTF_8)))
                        .map(kind::cast));
    }

    /** The events of all sparks after the position, in order, at most {@code limit}, as little of them as folding needs. */
    public Uni<List<Foldable>> foldable(Mutiny.Session session, long position, int limit) {
        return session.createQuery("""
                        select new dev.spark.gateway.eventlog.Foldable(e.position, e.sparkId, e.at, e.body)
                        from EventRow e where e.position > :position order by e.position""", Foldable.class)
                .setParameter("position", position)
                .setMaxResults(limit)
                .getResultList();
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : text.replace("\0", "");
    }
}
