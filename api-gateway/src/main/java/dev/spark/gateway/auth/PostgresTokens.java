package dev.spark.gateway.auth;

import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;

/** API tokens in table {@code api_token}. */
@ApplicationScoped
public class PostgresTokens {

    private static final String HOLDER = """
            select id, user_name, role from api_token
            where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)""";

    private final Transactions transactions;
    private final Pool pool;
    private final Clock clock;

    PostgresTokens(Transactions transactions, Pool pool, Clock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Whoever holds the secret of this hash, while the token is neither expired nor revoked. Every call asks this, so it goes
     * without a session: that would cost more than all else that there is to it.
     */
    Uni<Optional<Caller>> callerWith(String hash) {
        return pool.preparedQuery(HOLDER)
                .execute(Tuple.of(hash, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Caller(
                                row.getString("user_name"),
                                Role.of(row.getString("role")).orElse(Role.MEMBER),
                                row.getString("id"))));
    }

    public Uni<Void> add(Mutiny.Session session, TokenRow token) {
        return session.persist(token).chain(session::flush);
    }

    /** The valid ones, of one user or of all, the newest first; at most {@code limit} before the one with this id. */
    public Uni<List<TokenRow>> list(Optional<String> user, Optional<String> after, int limit) {
        Instant now = clock.instant();
        return transactions.read(session -> session.createQuery("""
                        from TokenRow t where t.revokedAt is null and (t.expiresAt is null or t.expiresAt > :now)
                            and (:everybody = true or t.user = :user)
                            and (:first = true or t.createdAt < (select a.createdAt from TokenRow a where a.id = :after)
                                or (t.createdAt = (select a.createdAt from TokenRow a where a.id = :after)
                                    and t.id < :after))
                        order by t.createdAt desc, t.id desc""", TokenRow.class)
                .setParameter("now", now)
                .setParameter("everybody", user.isEmpty())
                .setParameter("user", user.orElse(""))
                .setParameter("first", after.isEmpty())
                .setParameter("after", after.orElse(""))
                .setMaxResults(limit)
                .getResultList());
    }

    /** The token of this id, unless it is revoked. */
    public Uni<Optional<TokenRow>> find(Mutiny.Session session, String id) {
        return session.createQuery("from TokenRow where id = :id and revokedAt is null", TokenRow.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    public Uni<Void> revoke(Mutiny.Session session, String id) {
        return session.createNativeQuery("update api_token set revoked_at = :now where id = :id and revoked_at is null")
                .setParameter("now", clock.instant())
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Makes the secret of this hash the one and only bootstrap token of the user {@code admin}; without one, there is none. */
    Uni<Void> bootstrap(Optional<String> hash) {
        return transactions.run(session -> hash.isEmpty()
                ? revoke(session, TokenRow.BOOTSTRAP)
                : session.createNativeQuery("""
                        insert into api_token (id, hash, user_name, role, name, created_at)
                        values (:id, :hash, 'admin', 'admin', 'setting spark.admin.token', :now)
                        on conflict (id) do update set hash = excluded.hash, revoked_at = null""")
                        .setParameter("id", TokenRow.BOOTSTRAP)
                        .setParameter("hash", hash.get())
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                        .replaceWithVoid());
    }
}
