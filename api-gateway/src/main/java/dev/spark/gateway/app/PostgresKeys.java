package dev.spark.gateway.app;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The users' SSH keys, in table {@code ssh_key}. */
@ApplicationScoped
public class PostgresKeys {

    /** The public keys of these users, one OpenSSH line each, by user. */
    public Uni<Map<String, List<String>>> of(Mutiny.Session session, Collection<String> users) {
        return session.createNativeQuery(
                        "select user_name, public_key from ssh_key where user_name = any(:users) order by created_at, id",
                        Object[].class)
                .setParameter("users", users.toArray(String[]::new))
                .getResultList()
                .map(rows -> {
                    var keys = new HashMap<String, List<String>>();
                    for (Object[] row : rows) {
                        keys.computeIfAbsent((String) row[0], user -> new ArrayList<>())
                                .add((String) row[1]);
                    }
                    return keys;
                });
    }

    public Uni<List<SshKeyRow>> list(Mutiny.Session session, String user) {
        return session.createQuery("from SshKeyRow where user = :user order by createdAt, id", SshKeyRow.class)
                .setParameter("user", user)
                .getResultList();
    }

    /** The user's key with this id, fingerprint or name. */
    public Uni<Optional<SshKeyRow>> find(Mutiny.Session session, String user, String idOrName) {
        return session.createQuery(
                        "from SshKeyRow where user = :user and (id = :key or name = :key) order by case when id = :key then 0 else 1 end",
                        SshKeyRow.class)
                .setParameter("user", user)
                .setParameter("key", idOrName)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** The users who have the key of this id. */
    public Uni<List<String>> holders(Mutiny.Session session, String id) {
        return session.createNativeQuery(
                        "select user_name from ssh_key where id = :id order by user_name", String.class)
                .setParameter("id", id)
                .getResultList();
    }

    /** Those of these ids that are a key of anybody. */
    public Uni<Set<String>> held(Mutiny.Session session, Collection<String> ids) {
        return session.createNativeQuery("select distinct id from ssh_key where id = any(:ids)", String.class)
                .setParameter("ids", ids.toArray(String[]::new))
                .getResultList()
                .map(Set::copyOf);
    }

    Uni<Void> add(Mutiny.Session session, String user, SshKeyRow key) {
        return session.createNativeQuery("""
                        insert into ssh_key (user_name, id, name, public_key, created_at)
                        values (:user, :id, :name, :key, :at)""")
                .setParameter("user", user)
                .setParameter("id", key.id())
                .setParameter("name", key.name())
                .setParameter("key", key.publicKey())
                .setParameter("at", key.createdAt())
                .executeUpdate()
                .replaceWithVoid();
    }

    Uni<Void> remove(Mutiny.Session session, String user, String id) {
        return session.createNativeQuery("delete from ssh_key where user_name = :user and id = :id")
                .setParameter("user", user)
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    static SshKeyRow row(String user, String id, String name, String publicKey, Instant createdAt) {
        return new SshKeyRow(user, id, name, publicKey, createdAt);
    }
}
