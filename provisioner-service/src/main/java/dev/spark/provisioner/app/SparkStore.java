package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.plan.Observed;
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
     * @param traceparent of the command that last changed what is wanted
     * @param causationId that command's id
     */
    record Stored(
            SparkState state,
            @Nullable String traceparent,
            @Nullable String causationId) {}

    /** The command that changes something. */
    record Order(String id, @Nullable String traceparent) {}

    /** Changes the spark, known or not, within the transaction of a command. */
    Uni<Void> change(
            Mutiny.Session session, SparkId id, Order order, Instant now, Function<SparkState, List<Change>> changes);

    Optional<Stored> load(SparkId id);

    /** Changes a known spark and returns where it stands then. */
    SparkState change(SparkId id, Instant now, Function<SparkState, List<Change>> changes);

    /** Those that are not purged and come after that id, in the order of their ids, at most so many; all come after "". */
    List<SparkId> present(String after, int atMost);

    /** Those that are on their way somewhere. */
    List<SparkId> underWay();

    /** Those that a command has changed since; by when it did. */
    Map<SparkId, Instant> orderedSince(Instant since);

    /** Those of the given that have been purged, and those that are not known at all. */
    Fates fates(List<SparkId> ids);

    record Fates(List<SparkId> purged, List<SparkId> unknown) {}

    /** How many there are by the name of their state. */
    Map<String, Long> census();

    /** How many of its set-up steps a run of the container has told, or empty if it has told them all. */
    Optional<Integer> setupTold(SparkId id, String run);

    /**
     * Tells a set-up step, if the spark is still there and the step was not told.
     *
     * @param number which one of this run, from 1
     */
    void tellSetup(SparkId id, Observed.Pod pod, int number, SetupStep step, Instant now);

    /** Notes that nothing more is to be told of this run's set-up. */
    void setupEnded(SparkId id, Observed.Pod pod);
}
