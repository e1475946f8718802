package dev.spark.gateway.readmodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The read model in table {@code spark}, or in another of its shape while it is rebuilt. */
@ApplicationScoped
public class PostgresSparks {

    static final String TABLE = "spark";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a list is narrowed by; {@code before} is the position of the last one of the page before. */
    public record Filter(
            Optional<String> owner,
            List<String> states,
            Map<String, String> labels,
            String prefix,
            Optional<Instant> expiringBefore,
            Optional<Long> before,
            int limit) {}

    /** Of a spark that rests, or is on its way there or back: what decides who may wake it. */
    public record Resting(SparkId id, SparkState state, WakePolicy wakePolicy) {}

    /** The sparks of these ids that exist, purged ones too. */
    public Uni<Map<String, SparkView>> load(Mutiny.Session session, Collection<String> ids) {
        return load(session, TABLE, ids);
    }

    Uni<Map<String, SparkView>> load(Mutiny.Session session, String table, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(new HashMap<>());
        }
        return session.createNativeQuery("select view from " + table + " where id = any(:ids)", String.class)
                .setParameter("ids", ids.toArray(String[]::new))
                .getResultList()
                .map(rows -> {
                    var views = new HashMap<String, SparkView>();
                    for (String row : rows) {
                        SparkView view = ViewJson.read(row);
                        views.put(view.id(), view);
                    }
                    return views;
                });
    }

    public Uni<Void> save(Mutiny.Session session, Collection<SparkView> views) {
        return save(session, TABLE, views);
    }

    Uni<Void> save(Mutiny.Session session, String table, Collection<SparkView> views) {
        if (views.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (SparkView view : views) {
            rows.addObject()
                    .put("id", view.id())
                    .put("name", storable(view.name()))
                    .put("owner", storable(view.owner()))
                    .put("state", view.state().wire())
                    .put("created_position", view.createdPosition())
                    .put(
                            "expires_at",
                            Optional.ofNullable(view.expiresAt())
                                    .map(Instant::toString)
                                    .orElse(null))
                    .put("labels", ViewJson.labels(storable(view.spec().labels())))
                    .put("version", view.version())
                    .put("view", ViewJson.write(view));
        }
        return session.createNativeQuery("""
                        insert into %s as s
                            (id, name, owner, state, created_position, expires_at, labels, version, view)
                        select id, name, owner, state, created_position, expires_at, cast(labels as jsonb), version, view
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                            id text, name text, owner text, state text, created_position bigint,
                            expires_at timestamptz, labels text, version bigint, view text)
                        on conflict (id) do update set state = excluded.state, expires_at = excluded.expires_at,
                            labels = excluded.labels, version = excluded.version, view = excluded.view
                        where s.version < excluded.version""".formatted(table))
                .setParameter("rows", rows.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** The spark of this id, a purged one too. */
    public Uni<Optional<SparkView>> byId(Mutiny.Session session, String id) {
        return load(session, List.of(id)).map(views -> Optional.ofNullable(views.get(id)));
    }

    /** The spark that has this name, or of those that had it the latest that is not purged yet; of this owner, if given. */
    public Uni<Optional<SparkView>> byName(Mutiny.Session session, String name, Optional<String> owner) {
        return session.createNativeQuery("""
                        select view from spark
                        where name = :name and state <> 'purged' and (:everybody or owner = :owner)
                        order by state in ('deleting', 'trashed'), created_position desc limit 1""", String.class)
                .setParameter("name", name)
                .setParameter("everybody", owner.isEmpty())
                .setParameter("owner", owner.orElse(""))
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(ViewJson::read));
    }

    /** A page of those that are not purged, and not in the trash unless that is asked for; the newest first. */
    public Uni<List<SparkView>> list(Mutiny.Session session, Filter filter) {
        var where = new StringBuilder("state <> 'purged'");
        var parameters = new LinkedHashMap<String, Object>();
        filter.owner().ifPresent(owner -> {
            where.append(" and owner = :owner");
            parameters.put("owner", owner);
        });
        if (filter.states().isEmpty()) {
            where.append(" and state <> 'trashed'");
        } else {
            where.append(" and state = any(:states)");
            parameters.put("states", filter.states().toArray(String[]::new));
        }
        if (!filter.labels().isEmpty()) {
            where.append(" and labels @> cast(cast(:labels as text) as jsonb)");
            parameters.put("labels", ViewJson.labels(filter.labels()));
        }
        if (!filter.prefix().isEmpty()) {
            // Names have no LIKE wildcards in them, and neither has a prefix that was checked.
            where.append(" and name like :prefix");
            parameters.put("prefix", filter.prefix() + "%");
        }
        filter.expiringBefore().ifPresent(instant -> {
            where.append(" and expires_at < cast(cast(:expiring as text) as timestamptz)");
            parameters.put("expiring", instant.toString());
        });
        filter.before().ifPresent(position -> {
            where.append(" and created_position < :before");
            parameters.put("before", position);
        });
        var query = session.createNativeQuery(
                        "select view from spark where " + where + " order by created_position desc", String.class)
                .setMaxResults(filter.limit());
        parameters.forEach(query::setParameter);
        return query.getResultList()
                .map(rows -> new ArrayList<>(rows.stream().map(ViewJson::read).toList()));
    }

    /** All that rest, or are on their way there or back, as little of each as may be: there may be many. */
    public Uni<List<Resting>> resting(Mutiny.Session session) {
        return session.createNativeQuery("""
                        select id, cast(view as json) ->> 'state', cast(view as json) #>> '{spec,wake_policy}'
                        from spark where state in ('falling_asleep', 'asleep', 'waking')""", Object[].class)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Resting(
                                new SparkId((String) row[0]),
                                ViewJson.readState((String) row[1]),
                                ViewJson.readWakePolicy((String) row[2])))
                        .toList());
    }

    private static Map<String, String> storable(Map<String, String> labels) {
        var clean = new HashMap<String, String>();
        labels.forEach((key, value) -> clean.put(storable(key), storable(value)));
        return clean;
    }

    /** PostgreSQL has no place for NUL in a text; JSON from outside may have one. */
    private static String storable(String text) {
        return text.replace("\0", "");
    }
}
