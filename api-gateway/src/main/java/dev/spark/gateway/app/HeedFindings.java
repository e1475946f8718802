package dev.spark.gateway.app;

import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.SparkEvent.SparkExpired;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkEvent.SparkPurgeDue;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.SparkView;
import dev.spark.kit.EventIds;
import dev.spark.kit.inbox.Received;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what comes of what the lifecycle service has found: that a spark is idle, has expired, or has been in the trash long
 * enough. Each is looked at once more, against the log and this database's clock: something may have come in between.
 */
@ApplicationScoped
class HeedFindings {

    private final TrashSparks trashSparks;

    HeedFindings(TrashSparks trashSparks) {
        this.trashSparks = trashSparks;
    }

    Uni<Void> heed(Recording recording, List<Received> fresh) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Received received : fresh) {
            // Looked up only when its turn comes: what was found before it in the batch may have changed the spark.
            all = all.chain(() -> recording
                    .view(received.envelope().subject())
                    .map(spark -> heed(recording, spark, received))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
        }
        return all;
    }

    private Uni<Void> heed(Recording recording, SparkView spark, Received received) {
        return switch (received.message()) {
            case SparkFoundIdle found -> {
                if (Decide.idle(spark, found, recording.now())
                        instanceof Decision.Accepted(SparkSleepRequested sleep)) {
                    putToSleep(
                            recording,
                            sleep,
                            received.envelope().id(),
                            received.envelope().traceparent());
                }
                yield Uni.createFrom().voidItem();
            }
            case SparkExpired expired -> discard(recording, spark, Decide.expire(spark, recording.now()), received);
            case SparkPurgeDue due -> discard(recording, spark, Decide.purge(spark, recording.now()), received);
            case null, default -> Uni.createFrom().voidItem();
        };
    }

    /** Of what nobody asked for. */
    static void putToSleep(
            Recording recording, SparkSleepRequested sleep, String causationId, @Nullable String traceparent) {
        String id = EventIds.derived("sleep-for", sleep.sparkId(), causationId);
        recording.say(id, sleep, causationId, traceparent);
        recording.ask(
                EventIds.derived("rest", id),
                new SleepSpark(sleep.sparkId(), sleep.reason(), sleep.requestedBy()),
                id,
                traceparent);
    }

    private Uni<Void> discard(Recording recording, SparkView spark, Decision decision, Received received) {
        return decision instanceof Decision.Accepted(var event)
                ? trashSparks
                        .discard(
                                recording,
                                spark,
                                event,
                                Decide.PLATFORM,
                                Optional.of(received.envelope().id()),
                                received.envelope().traceparent())
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }
}
