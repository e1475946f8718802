package dev.spark.lifecycle.store;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.EventIds;
import dev.spark.kit.Transactions;
import dev.spark.kit.crash.Failpoints;
import dev.spark.kit.outbox.Outbox;
import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.app.SparkStore;
import dev.spark.lifecycle.domain.Announcements;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.Evolution;
import dev.spark.lifecycle.domain.SparkState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** The sparks in PostgreSQL, one row each. A row is locked while it is changed; what is told of it goes out in that order. */
@ApplicationScoped
class PostgresSparkStore implements SparkStore {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final Outbox outbox;
    private final Evolution evolution;
    private final Failpoints failpoints;
    private final Duration trashKept;

    PostgresSparkStore(
            Transactions transactions,
            Outbox outbox,
            Evolution evolution,
            Failpoints failpoints,
            LifecycleConfig config) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.evolution = evolution;
        this.failpoints = failpoints;
        this.trashKept = config.trash().kept();
    }

    @Override
    public Uni<Void> change(Mutiny.Session session, SparkId id, Order order, Instant now, Change change) {
        return locked(session, id).chain(known -> {
            SparkRow row = known == null ? new SparkRow(id.value()) : known;
            SparkState before = known == null ? new SparkState.Unknown() : StateColumns.read(row);
            if (evolution.evolve(before, change, now).equals(before)) {
                return Uni.createFrom().voidItem();
            }
            row.reason = order.reason();
            row.traceparent = order.traceparent();
            row.causationId = order.id();
            // Nothing is told of an order: there is no time to tell.
            apply(row, before, List.of(change), now, now);
            // Flushed, since a later message of the same transaction may lock it again.
            return known == null ? session.persist(row).chain(session::flush) : session.flush();
        });
    }

    @Override
    public Optional<SparkState> load(SparkId id) {
        return await(transactions.read(session -> session.find(SparkRow.class, id.value())
                .map(row -> Optional.ofNullable(row).map(StateColumns::read))));
    }

    @Override
    public SparkState change(SparkId id, Instant now, Function<SparkState, List<Change>> changes) {
        failpoints.passOwn("store.before");
        SparkState reached =
                await(transactions.run(session -> locked(session, id).chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().item(new SparkState.Unknown());
                    }
                    SparkState before = StateColumns.read(row);
                    return DatabaseClock.now(session).chain(time -> {
                        Changed changed = apply(row, before, changes.apply(before), now, time);
                        return tell(session, changed.events(), row, now).replaceWith(changed.state());
                    });
                })));
        failpoints.passOwn("store.after");
        return reached;
    }

    @Override
    public List<Standing> present(String after, int atMost) {
        return await(transactions.read(session -> session.createQuery(
                                "from SparkRow where state <> 'closed' and id > :after order by id", SparkRow.class)
                        .setParameter("after", after)
                        .setMaxResults(atMost)
                        .getResultList()))
                .stream()
                .map(row -> new Standing(new SparkId(row.id), StateColumns.read(row)))
                .toList();
    }

    @Override
    public List<SparkId> underWay() {
        return ids("select id from SparkRow where state = 'moving'");
    }

    @Override
    public Map<String, Long> census() {
        List<Object[]> rows = await(transactions.read(session -> session.createQuery(
                        "select desired, count(*) from SparkRow where state <> 'closed' group by desired",
                        Object[].class)
                .getResultList()));
        var census = new HashMap<String, Long>();
        rows.forEach(row -> census.put(String.valueOf(row[0]).toLowerCase(Locale.ROOT), (Long) row[1]));
        return census;
    }

    private record Changed(SparkState state, List<SparkEvent> events) {}

    private Changed apply(SparkRow row, SparkState before, List<Change> changes, Instant now, Instant databaseTime) {
        var ordered = new Announcements.Ordered(Optional.ofNullable(row.reason), databaseTime.plus(trashKept));
        var events = new ArrayList<SparkEvent>();
        SparkState state = before;
        for (Change change : changes) {
            SparkState after = evolution.evolve(state, change, now);
            Announcements.of(new SparkId(row.id), state, change, after, ordered).ifPresent(events::add);
            state = after;
        }
        if (!state.equals(before)) {
            row.changedAt = now;
            StateColumns.write(row, state);
        }
        return new Changed(state, events);
    }

    /** Of a round each kind of event is told at most once: its id is derived from both. */
    private Uni<Void> tell(Mutiny.Session session, List<SparkEvent> events, SparkRow row, Instant now) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (SparkEvent event : events) {
            String eventId = EventIds.derived(
                    "lifecycle", row.id, row.round, event.getClass().getSimpleName());
            told = told.chain(() -> outbox.put(
                    session,
                    Topics.EVENTS,
                    outbox.envelope(eventId, event, now, row.causationId, row.traceparent),
                    event));
        }
        return told;
    }

    private static Uni<SparkRow> locked(Mutiny.Session session, SparkId id) {
        return session.find(SparkRow.class, id.value(), LockMode.PESSIMISTIC_WRITE);
    }

    private List<SparkId> ids(String query) {
        return await(transactions.read(
                        session -> session.createQuery(query, String.class).getResultList()))
                .stream()
                .map(SparkId::new)
                .toList();
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(ANSWERS_WITHIN);
    }
}
