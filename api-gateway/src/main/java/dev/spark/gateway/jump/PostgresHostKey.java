package dev.spark.gateway.jump;

import dev.spark.gateway.app.DerivedSealing;
import dev.spark.kit.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The host key, sealed in table {@code jump_host_key}: made once, by whichever replica comes first. */
@ApplicationScoped
class PostgresHostKey {

    private static final String ID = "jump-host-key";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final Clock clock;
    private final DerivedSealing sealing;
    private final SecureRandom random = new SecureRandom();

    PostgresHostKey(
            Transactions transactions, Clock clock, @ConfigProperty(name = "spark.sealing-key") String sealingKey) {
        this.transactions = transactions;
        this.clock = clock;
        this.sealing = new DerivedSealing(sealingKey, "jump-host-key:v1");
    }

    /** Waits for the database. */
    HostKey get() {
        String sealed = transactions
                .run(session -> find(session).chain(found -> found == null ? make(session) : item(found)))
                .await()
                .atMost(ANSWERS_WITHIN);
        return HostKey.of(sealing.open(ID, sealed));
    }

    /** Who comes second waits for the first one's commit, and takes that key. */
    private Uni<String> make(Mutiny.Session session) {
        HostKey made = HostKey.random(random);
        return session.createNativeQuery("""
                        insert into jump_host_key (public_key, sealed_seed, created_at) values (:key, :seed, :now)
                        on conflict do nothing""")
                .setParameter("key", made.publicKey().line())
                .setParameter("seed", sealing.seal(ID, made.seed()))
                .setParameter("now", clock.instant())
                .executeUpdate()
                .chain(() -> find(session))
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("the host key is gone again"));
    }

    private static Uni<@Nullable String> find(Mutiny.Session session) {
        return session.createNativeQuery("select sealed_seed from jump_host_key", String.class)
                .getSingleResultOrNull();
    }

    private static Uni<String> item(String sealed) {
        return Uni.createFrom().item(sealed);
    }
}
