package dev.spark.provisioner.store;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkStepReached;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.EventIds;
import dev.spark.kit.Transactions;
import dev.spark.kit.outbox.Outbox;
import dev.spark.provisioner.app.Effect;
import dev.spark.provisioner.app.Effects;
import dev.spark.provisioner.app.SetupStep;
import dev.spark.provisioner.app.SparkStore;
import dev.spark.provisioner.domain.Announcements;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Evolution;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.plan.Observed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** The sparks in PostgreSQL, one row each. A row is locked while it is changed; what is told of it goes out in that order. */
@ApplicationScoped
class PostgresSparkStore implements SparkStore {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final Outbox outbox;
    private final Evolution evolution;
    private final Effects effects;
    private final StateColumns columns = new StateColumns();

    PostgresSparkStore(Transactions transactions, Outbox outbox, Evolution evolution, Effects effects) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.evolution = evolution;
        this.effects = effects;
    }

    @Override
    public Uni<Void> change(
            Mutiny.Session session, SparkId id, Order order, Instant now, Function<SparkState, List<Change>> changes) {
        return locked(session, id).chain(known -> {
            SparkRow row = known == null ? new SparkRow(id.value()) : known;
            SparkState before = known == null ? new SparkState.Unknown() : columns.read(row);
            List<Change> wanted = changes.apply(before);
            if (evolution.evolve(before, wanted, now).equals(before)) {
                return Uni.createFrom().voidItem();
            }
            row.traceparent = order.traceparent();
            row.causationId = order.id();
            row.orderedAt = now;
            Changed changed = apply(row, before, wanted, now);
            // Flushed, since a later command of the same transaction may lock it again.
            Uni<Void> stored = known == null ? session.persist(row).chain(session::flush) : session.flush();
            return stored.chain(() -> tell(session, changed.events(), row, now));
        });
    }

    @Override
    public Optional<Stored> load(SparkId id) {
        return await(transactions.read(session -> session.find(SparkRow.class, id.value())
                .map(Optional::ofNullable)
                .map(found -> found.map(row -> new Stored(columns.read(row), row.traceparent, row.causationId)))));
    }

    @Override
    public SparkState change(SparkId id, Instant now, Function<SparkState, List<Change>> changes) {
        return effects.perform(
                Effect.STORE,
                () -> await(transactions.run(session -> locked(session, id).chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().item(new SparkState.Unknown());
                    }
                    Changed changed = apply(row, columns.read(row), changes.apply(columns.read(row)), now);
                    Uni<Void> told = tell(session, changed.events(), row, now);
                    return (changed.state() instanceof SparkState.Purged
                                    ? told.chain(() -> forgetSetup(session, id))
                                    : told)
                            .replaceWith(changed.state());
                }))));
    }

    @Override
    public List<SparkId> present(String after, int atMost) {
        return ids(
                "select id from SparkRow where state <> 'purged' and id > :after order by id",
                query -> query.setParameter("after", after).setMaxResults(atMost));
    }

    @Override
    public List<SparkId> underWay() {
        return ids("""
                select id from SparkRow where state in ('building', 'removing')
                or state = 'complete' and presence in ('STARTING', 'DOUBTFUL', 'DOWN')""", UnaryOperator.identity());
    }

    @Override
    public Map<SparkId, Instant> orderedSince(Instant since) {
        List<Object[]> rows = await(transactions.read(session -> session.createQuery(
                        "select id, orderedAt from SparkRow where orderedAt > :since", Object[].class)
                .setParameter("since", since)
                .getResultList()));
        var ordered = new HashMap<SparkId, Instant>();
        rows.forEach(row -> ordered.put(new SparkId((String) row[0]), (Instant) row[1]));
        return ordered;
    }

    @Override
    public Fates fates(List<SparkId> ids) {
        List<String> asked = ids.stream().map(SparkId::value).toList();
        List<Object[]> rows = await(transactions.read(
                session -> session.createQuery("select id, state from SparkRow where id in :ids", Object[].class)
                        .setParameter("ids", asked)
                        .getResultList()));
        var states = new HashMap<String, String>();
        rows.forEach(row -> states.put((String) row[0], (String) row[1]));
        return new Fates(
                ids.stream()
                        .filter(id -> StateColumns.PURGED.equals(states.get(id.value())))
                        .toList(),
                ids.stream().filter(id -> !states.containsKey(id.value())).toList());
    }

    @Override
    public Map<String, Long> census() {
        List<Object[]> rows = await(transactions.read(
                session -> session.createQuery("select state, count(*) from SparkRow group by state", Object[].class)
                        .getResultList()));
        var census = new HashMap<String, Long>();
        rows.forEach(row -> census.put((String) row[0], (Long) row[1]));
        return census;
    }

    @Override
    public Optional<Integer> setupTold(SparkId id, String run) {
        List<Object[]> rows = await(transactions.read(session -> session.createNativeQuery(
                        "select told, ended from setup where spark_id = :id and run = :run", Object[].class)
                .setParameter("id", id.value())
                .setParameter("run", run)
                .getResultList()));
        if (rows.isEmpty()) {
            return Optional.of(0);
        }
        Object[] row = rows.getFirst();
        return (Boolean) row[1] ? Optional.empty() : Optional.of(((Number) row[0]).intValue());
    }

    @Override
    public void tellSetup(SparkId id, Observed.Pod pod, int number, SetupStep step, Instant now) {
        var event = new SparkStepReached(id, step.name(), step.state(), step.message());
        String eventId = EventIds.derived("setup", id, pod.run(), number);
        effects.perform(
                Effect.TELL_SETUP,
                () -> await(transactions.run(session -> ifThere(session, id)
                        .chain(row -> row == null
                                ? Uni.createFrom().voidItem()
                                : noteSetup(session, id, pod.run(), number, false)
                                        .chain(fresh -> fresh
                                                ? outbox.put(
                                                        session,
                                                        Topics.EVENTS,
                                                        outbox.envelope(
                                                                eventId, event, now, row.causationId, row.traceparent),
                                                        event)
                                                : Uni.createFrom().voidItem())))));
    }

    @Override
    public void setupEnded(SparkId id, Observed.Pod pod) {
        await(transactions.run(session -> ifThere(session, id)
                .chain(row -> row == null
                        ? Uni.createFrom().item(false)
                        : noteSetup(session, id, pod.run(), Integer.MAX_VALUE, true))));
    }

    private record Changed(SparkState state, List<SparkEvent> events) {}

    private Changed apply(SparkRow row, SparkState before, List<Change> changes, Instant now) {
        var events = new ArrayList<SparkEvent>();
        SparkState state = before;
        for (Change change : changes) {
            SparkState after = evolution.evolve(state, change, now);
            Announcements.of(new SparkId(row.id), state, change, after).ifPresent(events::add);
            state = after;
        }
        if (!state.equals(before)) {
            row.revision++;
            row.changedAt = now;
            columns.write(row, state);
        }
        return new Changed(state, events);
    }

    private Uni<Void> tell(Mutiny.Session session, List<SparkEvent> events, SparkRow row, Instant now) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (int i = 0; i < events.size(); i++) {
            SparkEvent event = events.get(i);
            String eventId = EventIds.derived("provisioner", row.id, row.revision, i);
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

    /** The row, locked against removal, if the spark is not being removed. */
    private static Uni<SparkRow> ifThere(Mutiny.Session session, SparkId id) {
        return locked(session, id)
                .map(row ->
                        row == null || row.state.equals(StateColumns.REMOVING) || row.state.equals(StateColumns.PURGED)
                                ? null
                                : row);
    }

    /** False if that much was noted before. */
    private static Uni<Boolean> noteSetup(Mutiny.Session session, SparkId id, String run, int number, boolean ended) {
        return session.createNativeQuery("""
                        insert into setup (spark_id, run, told, ended) values (:id, :run, :told, :ended)
                        on conflict (spark_id) do update
                        set run = excluded.run, told = excluded.told, ended = excluded.ended
                        where setup.run <> excluded.run or setup.told < excluded.told""")
                .setParameter("id", id.value())
                .setParameter("run", run)
                .setParameter("told", number)
                .setParameter("ended", ended)
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    private static Uni<Void> forgetSetup(Mutiny.Session session, SparkId id) {
        return session.createNativeQuery("delete from setup where spark_id = :id")
                .setParameter("id", id.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    private List<SparkId> ids(String query, UnaryOperator<Mutiny.SelectionQuery<String>> with) {
        return await(transactions.read(session ->
                        with.apply(session.createQuery(query, String.class)).getResultList()))
                .stream()
                .map(SparkId::new)
                .toList();
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(ANSWERS_WITHIN);
    }
}
