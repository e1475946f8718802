package dev.spark.gateway.domain;

import dev.spark.events.SparkEvent.SparkConfigured;
import dev.spark.events.SparkEvent.SparkDeletionRequested;
import dev.spark.events.SparkEvent.SparkKeysAuthorized;
import dev.spark.events.SparkEvent.SparkRetried;
import dev.spark.events.SparkSpec;
import dev.spark.gateway.domain.Decision.Accepted;
import dev.spark.gateway.domain.Decision.Refused;
import dev.spark.gateway.domain.Decision.Unchanged;
import dev.spark.gateway.domain.SparkState.Creating;
import dev.spark.gateway.domain.SparkState.Deleting;
import dev.spark.gateway.domain.SparkState.Failed;
import dev.spark.gateway.domain.SparkState.Interrupted;
import dev.spark.gateway.domain.SparkState.Purged;
import dev.spark.gateway.domain.SparkState.Queued;
import dev.spark.gateway.domain.SparkState.Requested;
import dev.spark.gateway.domain.SparkState.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a command on a spark that is there. */
public final class Decide {

    private static final Refused ABSENT = new Refused(new Refusal.NotFound("spark"));
    private static final Refused BEING_DELETED =
            new Refused(new Refusal.Conflict("It is being deleted, which cannot be undone."));

    private Decide() {}

    /** A change of how a spark is labelled or when it sleeps; what is empty stays. */
    public record Change(
            Optional<Map<String, String>> labels,
            Optional<Duration> idleTimeout,
            Optional<SparkSpec.WakePolicy> wakePolicy) {}

    /** Works from every state. */
    public static Decision delete(SparkView spark, String user) {
        return switch (spark.state()) {
            case Purged gone -> ABSENT;
            case Deleting already -> new Unchanged();
            case Requested s -> deletion(spark, user);
            case Queued s -> deletion(spark, user);
            case Creating s -> deletion(spark, user);
            case Running s -> deletion(spark, user);
            case Interrupted s -> deletion(spark, user);
            case Failed s -> deletion(spark, user);
        };
    }

    public static Decision retry(SparkView spark, String user) {
        return switch (spark.state()) {
            case Failed failed -> new Accepted(new SparkRetried(spark.sparkId(), user));
            case Purged gone -> ABSENT;
            case Deleting s -> BEING_DELETED;
            case Requested s -> notFailed(s);
            case Queued s -> notFailed(s);
            case Creating s -> notFailed(s);
            case Running s -> notFailed(s);
            case Interrupted s -> notFailed(s);
        };
    }

    // NullAway does not see that the wake policy of an event may be null: it is a nested type in another jar.
    @SuppressWarnings("NullAway")
    public static Decision configure(SparkView spark, Change change, String user) {
        if (spark.purged()) {
            return ABSENT;
        }
        if (spark.state() instanceof Deleting) {
            return BEING_DELETED;
        }
        SparkSpec spec = spark.spec();
        Optional<Map<String, String>> labels = change.labels().filter(next -> !next.equals(spec.labels()));
        Optional<Duration> idleTimeout = change.idleTimeout().filter(next -> !next.equals(spec.idleTimeout()));
        Optional<SparkSpec.WakePolicy> wakePolicy = change.wakePolicy().filter(next -> next != spec.wakePolicy());
        if (labels.isEmpty() && idleTimeout.isEmpty() && wakePolicy.isEmpty()) {
            return new Unchanged();
        }
        return new Accepted(new SparkConfigured(
                spark.sparkId(), labels.orElse(null), idleTimeout.orElse(null), wakePolicy.orElse(null), user));
    }

    /** Exactly these keys from now on. */
    public static Decision authorize(SparkView spark, List<String> keys, String user) {
        if (spark.purged() || spark.state() instanceof Deleting || keys.equals(spark.authorizedKeys())) {
            return new Unchanged();
        }
        return new Accepted(new SparkKeysAuthorized(spark.sparkId(), keys, user));
    }

    private static Decision deletion(SparkView spark, String user) {
        return new Accepted(new SparkDeletionRequested(spark.sparkId(), user));
    }

    private static Decision notFailed(SparkState state) {
        return new Refused(
                new Refusal.Conflict("Only a spark that failed can be tried again; it is " + state.wire() + "."));
    }
}
