package dev.spark.gateway.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * First answers to POSTs with an Idempotency-Key, in table {@code idempotency}: written in the transaction that did what they
 * tell, so that a repeat finds either both or nothing. Used under the lock of the event log: repeats at the same time wait.
 */
@ApplicationScoped
public class PostgresAnswers {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerSealing sealing;
    private final Clock clock;
    private final dev.spark.kit.Transactions transactions;

    /** A first answer and what it answered. */
    record Stored(RequestKey key, Answer answer) {}

    PostgresAnswers(AnswerSealing sealing, Clock clock, dev.spark.kit.Transactions transactions) {
        this.sealing = sealing;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The answer that was given to this before, or that of {@code work}, which is then kept. */
    Uni<Answer> once(Mutiny.Session session, Optional<RequestKey> key, Supplier<Uni<Answer>> work) {
        return key.isEmpty()
                ? work.get()
                : find(session, List.of(key.get())).chain(found -> {
                    Stored stored = found.get(key.get().id());
                    return stored == null
                            ? work.get().call(answer -> save(session, List.of(new Stored(key.get(), answer))))
                            : Uni.createFrom().item(repeat(stored, key.get()));
                });
    }

    /** The answer again, to whoever asks the same. */
    static Answer repeat(Stored stored, RequestKey key) {
        if (!stored.key().requestHash().equals(key.requestHash())) {
            throw new RefusedException(new Refusal.KeyReused());
        }
        return stored.answer();
    }

    /**
     * Takes the key for a work outside of the database; empty if it is this caller's now, else the answer that was given before.
     *
     * @throws RefusedException if there is none yet
     */
    Uni<Optional<Answer>> claim(Mutiny.Session session, RequestKey key) {
        return session.createNativeQuery("""
                        insert into idempotency (id, request_hash, created_at) values (:id, :hash, :now)
                        on conflict (id) do update set request_hash = excluded.request_hash,
                            created_at = excluded.created_at, status = null, location = null, body = null
                        where idempotency.created_at <= :since""")
                .setParameter("id", key.id())
                .setParameter("hash", key.requestHash())
                .setParameter("now", clock.instant())
                .setParameter("since", clock.instant().minus(KEPT))
                .executeUpdate()
                .chain(claimed -> claimed == 1
                        ? Uni.createFrom().item(Optional.empty())
                        : find(session, List.of(key)).map(found -> Optional.of(given(found, key))));
    }

    private static Answer given(Map<String, Stored> found, RequestKey key) {
        Stored stored = found.get(key.id());
        if (stored == null) {
            throw RunOnce.begunBefore();
        }
        return repeat(stored, key);
    }

    /** Gives a claimed key back. */
    Uni<Void> release(Mutiny.Session session, RequestKey key) {
        return session.createNativeQuery("delete from idempotency where id = :id and status is null")
                .setParameter("id", key.id())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** What was answered to these keys, by their ids. */
    Uni<Map<String, Stored>> find(Mutiny.Session session, Collection<RequestKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery("""
                        select id, request_hash, status, location, body from idempotency
                        where id = any(:ids) and created_at > :since and status is not null""", Object[].class)
                .setParameter("ids", keys.stream().map(RequestKey::id).toArray(String[]::new))
                .setParameter("since", clock.instant().minus(KEPT))
                .getResultList()
                .map(rows -> {
                    var found = new HashMap<String, Stored>();
                    for (Object[] row : rows) {
                        String id = (String) row[0];
                        found.put(
                                id,
                                new Stored(
                                        new RequestKey(id, (String) row[1]),
                                        new Answer((Integer) row[2], text(row[3]), sealing.open(id, (String) row[4]))));
                    }
                    return found;
                });
    }

    Uni<Void> save(Mutiny.Session session, List<Stored> answers) {
        if (answers.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ArrayNode rows = JSON.createArrayNode();
        for (Stored stored : answers) {
            rows.addObject()
                    .put("id", stored.key().id())
                    .put("request_hash", stored.key().requestHash())
                    .put("created_at", clock.instant().toString())
                    .put("status", stored.answer().status())
                    .put("location", stored.answer().location())
                    .put("body", sealing.seal(stored.key().id(), stored.answer().body()));
        }
        return session.createNativeQuery("""
                        insert into idempotency (id, request_hash, created_at, status, location, body)
                        select id, request_hash, created_at, status, location, body
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(
                            id text, request_hash text, created_at timestamptz, status int, location text, body text)
                        on conflict (id) do update set request_hash = excluded.request_hash,
                            created_at = excluded.created_at, status = excluded.status, location = excluded.location,
                            body = excluded.body""")
                .setParameter("rows", rows.toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return transactions
                .run(session -> session.createNativeQuery("delete from idempotency where created_at < :before")
                        .setParameter("before", clock.instant().minus(KEPT))
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static @Nullable String text(@Nullable Object column) {
        return column == null ? null : (String) column;
    }
}
