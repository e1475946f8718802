package dev.spark.metrics.app;

import dev.spark.events.SparkId;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the sparks' databases are called. */
public interface SparkDatabases {

    /** The names by spark, of those that are known. Blocks. */
    Map<SparkId, String> of(Collection<SparkId> sparks);

    Uni<Void> note(Mutiny.Session session, SparkId spark, String name);

    Uni<Void> forget(Mutiny.Session session, SparkId spark);
}
