package dev.spark.gateway.app;

import dev.spark.events.Command;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.TrashSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkTrashRequested;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.EventIds;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts sparks in the trash, takes them out of it, and has them removed for good. A name is free as soon as deletion is asked
 * for, a running slot when nothing runs, a place among all when it is in the trash or purged.
 */
@ApplicationScoped
public class TrashSparks {

    private final Writes writes;
    private final SparkAccess access;
    private final PostgresAdmission admission;
    private final PostgresAnswers answers;

    TrashSparks(Writes writes, SparkAccess access, PostgresAdmission admission, PostgresAnswers answers) {
        this.writes = writes;
        this.access = access;
        this.admission = admission;
        this.answers = answers;
    }

    /** To the trash, or for good. A queued one leaves the queue. */
    public Uni<SparkView> delete(Caller caller, String nameOrId, boolean forGood) {
        String traceparent = Traces.current();
        return writes.run(recording -> recording.find(access, caller, nameOrId).chain(spark -> switch (Decide.delete(
                spark, forGood, caller.user())) {
            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) ->
                discard(recording, spark, event, caller.user(), Optional.empty(), traceparent);
        }));
    }

    /** Out of the trash, asleep. Its name must be free, and there must be room for it. */
    public Uni<Answer> undelete(
            Caller caller, String nameOrId, Optional<RequestKey> key, Function<SparkView, Answer> rendering) {
        String traceparent = Traces.current();
        return writes.run(recording -> answers.once(
                recording.session(),
                key,
                () -> recording
                        .find(access, caller, nameOrId)
                        .chain(spark -> switch (Decide.undelete(spark, caller.user(), recording.now())) {
                            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
                            case Decision.Unchanged unchanged ->
                                Uni.createFrom().item(spark);
                            case Decision.Accepted(var event) ->
                                takeOut(recording, spark, event, caller.user(), traceparent);
                        })
                        .map(rendering)));
    }

    /** Does what an accepted deletion says; {@code causationId} is of the message that brought it about. */
    Uni<SparkView> discard(
            Recording recording,
            SparkView spark,
            SparkEvent event,
            String user,
            Optional<String> causationId,
            @Nullable String traceparent) {
        boolean toTrash = event instanceof SparkTrashRequested;
        // It is removed once, and may be in the trash several times.
        String id = toTrash ? UUID.randomUUID().toString() : EventIds.derived("deletion-requested", spark.sparkId());
        Command command = toTrash ? new TrashSpark(spark.sparkId(), user) : new DeleteSpark(spark.sparkId(), user);
        SparkView after = recording.say(id, event, causationId.orElse(null), traceparent);
        recording.ask(
                toTrash ? EventIds.derived("trash", id) : EventIds.derived("delete", spark.sparkId()),
                command,
                id,
                traceparent);
        return admission
                .beginDeletion(recording.session(), spark.id(), toTrash)
                .invoke(wasQueued -> {
                    if (wasQueued) {
                        recording.slots(recording.slots().left());
                    }
                })
                .replaceWith(after);
    }

    private Uni<SparkView> takeOut(
            Recording recording, SparkView spark, SparkEvent event, String user, @Nullable String traceparent) {
        var session = recording.session();
        return admission.taken(session, List.of(spark.name())).chain(taken -> {
            if (!taken.isEmpty()) {
                return Writes.refuse(Refusal.NameTaken.forUndeleted(spark.name()));
            }
            return admission.isCounted(session, spark.id()).chain(counted -> {
                if (!counted && !recording.slots().hasRoom()) {
                    return Writes.refuse(
                            new Refusal.QuotaExceeded(recording.slots().totalLimit()));
                }
                String id = UUID.randomUUID().toString();
                SparkView after = recording.say(id, event, null, traceparent);
                recording.ask(
                        EventIds.derived("rest", id),
                        new SleepSpark(spark.sparkId(), "it came out of the trash", user),
                        id,
                        traceparent);
                recording.slots(recording.slots().trashed(counted ? 0 : -1));
                return admission.comeBackFromTrash(session, spark.id()).replaceWith(after);
            });
        });
    }
}
