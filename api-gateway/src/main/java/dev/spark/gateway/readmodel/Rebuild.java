package dev.spark.gateway.readmodel;

import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent;
import dev.spark.gateway.domain.Evolution;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.Foldable;
import dev.spark.gateway.eventlog.PostgresEventLog;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Folds the event log anew, from its first event, into a table beside the read model, while that goes on serving and
 * growing: to verify that the two are the same, or to put the new one in its place under the lock of the log.
 *
 * <p>Memory is bounded: a page of events and the latest sparks.
 */
@ApplicationScoped
public class Rebuild {

    private static final Logger LOG = Logger.getLogger(Rebuild.class);
    private static final int PAGE = 2000;
    private static final int MOST_IN_MEMORY = 20_000;
    private static final int SAVED_AT_ONCE = 1000;
    private static final MessageCodec CODEC = new MessageCodec();

    private final Transactions transactions;
    private final PostgresEventLog log;
    private final PostgresSparks sparks;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param events how many were folded
     * @param differences how many rows of the read model were not as they should be
     * @param replaced whether the read model is the new one now
     */
    public record Result(long events, long differences, boolean replaced, long milliseconds, long eventsPerSecond) {}

    Rebuild(Transactions transactions, PostgresEventLog log, PostgresSparks sparks) {
        this.transactions = transactions;
        this.log = log;
        this.sparks = sparks;
    }

    /** Compares the read model with what the log comes to, and with {@code replace} makes it that. */
    public Uni<Result> run(boolean replace) {
        return Uni.createFrom().deferred(() -> {
            if (!running.compareAndSet(false, true)) {
                return Uni.createFrom()
                        .failure(new IllegalStateException("a rebuild or verification is under way already"));
            }
            var pass = new Pass("spark_rebuild_" + Long.toString(System.nanoTime() & Long.MAX_VALUE, 36));
            return pass.prepare()
                    .chain(pass::foldAll)
                    .chain(pass::index)
                    .chain(pass::foldAll)
                    .chain(pass::differences)
                    .chain(differences ->
                            (replace ? pass.replace() : pass.drop()).map(nothing -> pass.result(differences, replace)))
                    .onFailure()
                    .call(pass::drop)
                    .onTermination()
                    .invoke(() -> running.set(false));
        });
    }

    /** One pass over the log. */
    private final class Pass {

        private final String table;
        private final long began = System.nanoTime();
        private final LinkedHashMap<String, SparkView> latest = new LinkedHashMap<>(1024, 0.75f, true);
        private final Set<String> unsaved = new HashSet<>();
        private long position;
        private long events;

        Pass(String table) {
            this.table = table;
        }

        Uni<Void> prepare() {
            return statement("create table " + table + " (like spark, primary key (id))");
        }

        /** The same indexes as the read model has, made after most of the rows. */
        Uni<Void> index() {
            return statement("create unique index " + table + "_order on " + table + " (created_position)")
                    .chain(() ->
                            statement("create index " + table + "_owner on " + table + " (owner, created_position)"))
                    .chain(() -> statement("create index " + table + "_name on " + table + " (name text_pattern_ops)"))
                    .chain(() -> statement(
                            "create index " + table + "_labels on " + table + " using gin (labels jsonb_path_ops)"))
                    .chain(() -> statement("create index " + table + "_expiry on " + table
                            + " (expires_at) where expires_at is not null"));
        }

        Uni<Void> foldAll() {
            return Multi.createBy()
                    .repeating()
                    .uni(() -> transactions.run(this::foldPage))
                    .until(count -> count < PAGE)
                    .collect()
                    .last()
                    .chain(this::saveAll);
        }

        /** Folds the next page; how many events it had. */
        private Uni<Integer> foldPage(Mutiny.Session session) {
            return log.foldable(session, position, PAGE).chain(page -> {
                if (page.isEmpty()) {
                    return Uni.createFrom().item(0);
                }
                List<String> unknown = page.stream()
                        .map(Foldable::sparkId)
                        .distinct()
                        .filter(id -> !latest.containsKey(id))
                        .toList();
                return sparks.load(session, table, unknown)
                        .invoke(loaded -> {
                            latest.putAll(loaded);
                            page.forEach(this::fold);
                            position = page.getLast().position();
                            events += page.size();
                        })
                        .chain(() -> letGo(session))
                        .replaceWith(page.size());
            });
        }

        private void fold(Foldable logged) {
            Optional<Message> message;
            try {
                message = CODEC.read(logged.body().getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Kept as an unknown type by a version that did not know it, and not as this version knows it.
                return;
            }
            if (message.isPresent() && message.get() instanceof SparkEvent event) {
                String id = logged.sparkId();
                Evolution.evolve(Optional.ofNullable(latest.get(id)), event, logged.at(), logged.position())
                        .ifPresent(after -> {
                            latest.put(id, after);
                            unsaved.add(id);
                        });
            }
        }

        /** Saves and forgets those that have had no event for the longest time, where they are too many. */
        private Uni<Void> letGo(Mutiny.Session session) {
            if (latest.size() <= MOST_IN_MEMORY) {
                return Uni.createFrom().voidItem();
            }
            List<SparkView> oldest = latest.values().stream()
                    .limit(latest.size() - MOST_IN_MEMORY / 2)
                    .toList();
            return save(session, oldest).invoke(() -> oldest.forEach(spark -> latest.remove(spark.id())));
        }

        private Uni<Void> saveAll() {
            return transactions.run(session -> save(session, List.copyOf(latest.values())));
        }

        private Uni<Void> save(Mutiny.Session session, List<SparkView> views) {
            List<SparkView> changed =
                    views.stream().filter(view -> unsaved.contains(view.id())).toList();
            Uni<Void> saved = Uni.createFrom().voidItem();
            for (int i = 0; i < changed.size(); i += SAVED_AT_ONCE) {
                List<SparkView> some = changed.subList(i, Math.min(i + SAVED_AT_ONCE, changed.size()));
                saved = saved.chain(() -> sparks.save(session, table, some));
            }
            return saved.invoke(() -> changed.forEach(view -> unsaved.remove(view.id())));
        }

        /** Rows that are not the same in one snapshot of both tables, but for those that have changed since. */
        Uni<Long> differences() {
            return transactions.read(session -> session.createNativeQuery("""
                            select count(*) from spark s full join %s r on r.id = s.id
                            where (s.id is null or s.version <= :position)
                                and (s.name, s.owner, s.state, s.created_position, s.expires_at, s.labels, s.version, s.view)
                                    is distinct from
                                    (r.name, r.owner, r.state, r.created_position, r.expires_at, r.labels, r.version, r.view)
                            """.formatted(table), Long.class)
                    .setParameter("position", position)
                    .getSingleResult());
        }

        /** Folds the last few events under the lock and takes the place of the read model. */
        Uni<Void> replace() {
            return transactions.run(session -> patient(session)
                    .chain(() -> log.lock(session))
                    .chain(() -> Multi.createBy()
                            .repeating()
                            .uni(() -> foldPage(session))
                            .until(count -> count < PAGE)
                            .collect()
                            .last())
                    .chain(() -> save(session, List.copyOf(latest.values())))
                    .chain(() -> statement(session, "alter table spark rename to " + table + "_old"))
                    .chain(() -> statement(session, "alter table " + table + " rename to spark"))
                    .chain(() -> statement(session, "drop table " + table + "_old")));
        }

        Uni<Void> drop() {
            return statement("drop table if exists " + table);
        }

        Result result(long differences, boolean replaced) {
            long nanos = Math.max(1, System.nanoTime() - began);
            var result = new Result(
                    events, differences, replaced, nanos / 1_000_000, Math.round(events * 1e9 / (double) nanos));
            LOG.infof(
                    "%d events folded in %d ms (%d per second), %d rows of the read model differed%s",
                    result.events(),
                    result.milliseconds(),
                    result.eventsPerSecond(),
                    result.differences(),
                    replaced ? ", which is replaced" : "");
            return result;
        }

        private Uni<Void> statement(String sql) {
            return transactions.run(session -> patient(session).chain(() -> statement(session, sql)));
        }

        /** It can wait, for autovacuum and for writers. */
        private static Uni<Void> patient(Mutiny.Session session) {
            return statement(session, "set local lock_timeout = '60s'");
        }

        private static Uni<Void> statement(Mutiny.Session session, String sql) {
            return session.createNativeQuery(sql).executeUpdate().replaceWithVoid();
        }
    }
}
