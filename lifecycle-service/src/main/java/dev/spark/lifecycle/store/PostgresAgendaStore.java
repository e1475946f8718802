package dev.spark.lifecycle.store;

import dev.spark.events.Activity;
import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Message;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Transactions;
import dev.spark.kit.crash.Failpoints;
import dev.spark.kit.outbox.Outbox;
import dev.spark.lifecycle.app.AgendaStore;
import dev.spark.lifecycle.domain.agenda.Agenda;
import dev.spark.lifecycle.domain.agenda.Rules;
import dev.spark.lifecycle.domain.agenda.Use.Assessment;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The agendas in PostgreSQL, one row each. A tick reads those that are due by an index, and skips what another replica has. */
@ApplicationScoped
class PostgresAgendaStore implements AgendaStore {

    private final Transactions transactions;
    private final Outbox outbox;
    private final Rules rules;
    private final Failpoints failpoints;

    PostgresAgendaStore(Transactions transactions, Outbox outbox, Rules rules, Failpoints failpoints) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.rules = rules;
        this.failpoints = failpoints;
    }

    @Override
    public Uni<Void> hear(Mutiny.Session session, SparkEvent event, Instant at) {
        return event instanceof SparkEvent.SparkRequested requested
                ? begin(session, requested, at)
                : change(session, event.sparkId(), (agenda, now) -> agenda.after(event, rules, now));
    }

    @Override
    public Uni<Void> hear(Mutiny.Session session, Activity activity) {
        return change(session, activity.sparkId(), (agenda, now) -> Optional.of(agenda.after(activity, rules, now)));
    }

    /** By the statement's time: one that changes within a statement could not be looked up in the index. */
    @Override
    public Uni<Integer> tellDue(int atMost) {
        failpoints.passOwn("agenda.before");
        return transactions
                .run(session -> session.createNativeQuery(
                                "select agenda, " + DatabaseClock.MICROS + """
                                 from agenda where due_at <= statement_timestamp() order by due_at limit :most
                                for update skip locked""", Object[].class)
                        .setParameter("most", atMost)
                        .getResultList()
                        .chain(rows -> Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(row ->
                                        tellDue(session, AgendaJson.read((String) row[0]), DatabaseClock.instant((Long)
                                                row[1])))
                                .collect()
                                .last()
                                .replaceWith(rows.size())))
                .invoke(() -> failpoints.passOwn("agenda.after"));
    }

    private Uni<Void> tellDue(Mutiny.Session session, Agenda agenda, Instant now) {
        Agenda.Said said = agenda.due(rules, now);
        Uni<Void> told = Uni.createFrom().voidItem();
        for (SparkEvent event : said.events()) {
            told = told.chain(() -> tell(session, Topics.EVENTS, event, now));
        }
        return told.chain(() -> tellNews(session, said.agenda(), now)).chain(next -> save(session, next, now));
    }

    private Uni<Void> begin(Mutiny.Session session, SparkEvent.SparkRequested requested, Instant at) {
        return DatabaseClock.now(session)
                .chain(now -> {
                    Agenda agenda = Agenda.begin(requested, at, rules, now);
                    return session.createNativeQuery("""
                                    insert into agenda (spark_id, due_at, agenda)
                                    values (:id, cast(cast(:due as text) as timestamptz), :agenda)
                                    on conflict (spark_id) do nothing""")
                            .setParameter("id", agenda.spark().value())
                            .setParameter("due", text(agenda.dueAt(rules, now)))
                            .setParameter("agenda", AgendaJson.write(agenda))
                            .executeUpdate();
                })
                .replaceWithVoid();
    }

    private Uni<Void> change(Mutiny.Session session, SparkId id, BiFunction<Agenda, Instant, Optional<Agenda>> change) {
        return session.createNativeQuery(
                        "select agenda, " + DatabaseClock.MICROS + " from agenda where spark_id = :id for update",
                        Object[].class)
                .setParameter("id", id.value())
                .getSingleResultOrNull()
                .chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().voidItem();
                    }
                    Agenda before = AgendaJson.read((String) row[0]);
                    Instant now = DatabaseClock.instant((Long) row[1]);
                    Optional<Agenda> after = change.apply(before, now);
                    if (after.isEmpty()) {
                        return end(session, id);
                    }
                    return after.get().equals(before)
                            ? Uni.createFrom().voidItem()
                            : tellNews(session, after.get(), now).chain(next -> save(session, next, now));
                });
    }

    /** Tells what has changed of its use; the agenda after that. */
    private Uni<Agenda> tellNews(Mutiny.Session session, Agenda agenda, Instant now) {
        Optional<Assessment> news = agenda.news(rules, now);
        if (news.isEmpty()) {
            return Uni.createFrom().item(agenda);
        }
        Assessment assessment = news.get();
        return tell(
                        session,
                        Topics.ACTIVITY,
                        new ActivityAssessed(
                                agenda.spark(),
                                assessment.verdict(),
                                assessment.signals(),
                                assessment.activeAt(),
                                assessment.sleepsAt()),
                        now)
                .replaceWith(() -> agenda.told(assessment, now));
    }

    private Uni<Void> tell(Mutiny.Session session, String topic, Message message, Instant now) {
        return outbox.put(session, topic, outbox.envelope(UUID.randomUUID().toString(), message, now, null), message);
    }

    private Uni<Void> save(Mutiny.Session session, Agenda agenda, Instant now) {
        return session.createNativeQuery("""
                        update agenda set due_at = cast(cast(:due as text) as timestamptz), agenda = :agenda
                        where spark_id = :id""")
                .setParameter("due", text(agenda.dueAt(rules, now)))
                .setParameter("agenda", AgendaJson.write(agenda))
                .setParameter("id", agenda.spark().value())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> end(Mutiny.Session session, SparkId id) {
        return session.createNativeQuery("delete from agenda where spark_id = :id")
                .setParameter("id", id.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
