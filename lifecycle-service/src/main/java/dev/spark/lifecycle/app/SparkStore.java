package dev.spark.lifecycle.app;

import dev.spark.events.SparkId;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.SparkState;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Where each spark stands. A change and what is told about it are one transaction; changes of one spark follow each other.
 * All methods but the first block, and throw where the database does not answer.
 */
public interface SparkStore {

    /**
     * The message that changes something.
     *
     * @param reason why, for people, where it is told
     */
    record Order(
            String id, @Nullable String reason, @Nullable String traceparent) {}

    /** Changes the spark, known or not, within the transaction of a message. */
    Uni<Void> change(Mutiny.Session session, SparkId id, Order order, Instant now, Change change);

    Optional<SparkState> load(SparkId id);

    /** Changes a known spark and returns where it stands then. */
    SparkState change(SparkId id, Instant now, Function<SparkState, List<Change>> changes);

    /** A spark and where it stands. */
    record Standing(SparkId id, SparkState state) {}

    /** Those that are not closed and come after that id, in the order of their ids, at most so many; all begin after "". */
    List<Standing> present(String after, int atMost);

    /** Those that are on their way somewhere. */
    List<SparkId> underWay();

    /** How many there are by what is wanted of them. */
    Map<String, Long> census();
}
