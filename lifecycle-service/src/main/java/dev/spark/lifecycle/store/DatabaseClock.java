package dev.spark.lifecycle.store;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.hibernate.reactive.mutiny.Mutiny;

/** The database's clock: the one by which sparks live and die, since it is the same for all replicas. */
final class DatabaseClock {

    /** Microseconds since 1970. */
    static final String MICROS = "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";

    private DatabaseClock() {}

    static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select " + MICROS, Long.class)
                .getSingleResult()
                .map(DatabaseClock::instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
