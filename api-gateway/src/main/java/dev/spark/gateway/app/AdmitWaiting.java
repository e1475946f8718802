package dev.spark.gateway.app;

import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.SparkEvent.SparkAdmitted;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.admission.PostgresAdmission.Waiting;
import dev.spark.gateway.domain.SparkView;
import dev.spark.kit.EventIds;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives free running slots to those who wait for one, first in, first out. */
@ApplicationScoped
class AdmitWaiting {

    private final PostgresAdmission admission;
    private final MeterRegistry metrics;

    AdmitWaiting(PostgresAdmission admission, MeterRegistry metrics) {
        this.admission = admission;
        this.metrics = metrics;
    }

    /** As many as there is room for; {@code causationId} is of the message that made the room. */
    Uni<Void> admit(Recording recording, @Nullable String causationId, @Nullable String traceparent) {
        int count = recording.slots().admissible();
        if (count == 0) {
            return Uni.createFrom().voidItem();
        }
        return admission.oldest(recording.session(), count).chain(next -> {
            List<String> ids = next.stream().map(Waiting::sparkId).toList();
            return recording
                    .load(ids)
                    .chain(() -> admission.admit(recording.session(), ids))
                    .invoke(() -> {
                        next.forEach(one -> admit(recording, one, causationId, traceparent));
                        recording.slots(recording.slots().admitted(ids.size()));
                    });
        });
    }

    private void admit(
            Recording recording, Waiting waiting, @Nullable String causationId, @Nullable String traceparent) {
        SparkView spark = recording.view(waiting.sparkId()).orElseThrow();
        String sealedEnv = waiting.sealedEnv();
        // It is created once, and may be woken many times.
        String admittedId = sealedEnv == null
                ? EventIds.derived("admitted", spark.sparkId(), recording.nextPosition())
                : EventIds.derived("admitted", spark.sparkId());
        recording.say(admittedId, new SparkAdmitted(spark.sparkId()), causationId, traceparent);
        if (sealedEnv == null) {
            recording.ask(
                    EventIds.derived("wake", admittedId),
                    new WakeSpark(spark.sparkId(), spark.owner()),
                    admittedId,
                    traceparent);
        } else {
            create(recording, spark, sealedEnv, admittedId, traceparent);
        }
        metrics.counter("spark.admissions", "outcome", "admitted").increment();
    }

    /** One that cannot be sent, say because its owner has got many more keys since, fails alone: others wait behind it. */
    private static void create(
            Recording recording, SparkView spark, String sealedEnv, String admittedId, @Nullable String traceparent) {
        var command = new CreateSpark(spark.sparkId(), spark.spec(), sealedEnv, spark.authorizedKeys(), spark.owner());
        if (Recording.fits(command)) {
            recording.ask(EventIds.derived("create", spark.sparkId()), command, admittedId, traceparent);
        } else {
            recording.say(
                    EventIds.derived("too-large", spark.sparkId()),
                    new SparkFailed(spark.sparkId(), "create", CreateSparks.TOO_LARGE),
                    admittedId,
                    traceparent);
        }
    }
}
