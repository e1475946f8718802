package dev.spark.gateway.app;

import dev.spark.events.ProvisioningCommand;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.EventIds;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Deletes, retries and configures sparks: each decision is an event, and where somebody has to act on it, a command. */
@ApplicationScoped
public class ChangeSparks {

    private final Writes writes;
    private final SparkAccess access;
    private final PostgresAdmission admission;
    private final PostgresAnswers answers;

    ChangeSparks(Writes writes, SparkAccess access, PostgresAdmission admission, PostgresAnswers answers) {
        this.writes = writes;
        this.access = access;
        this.admission = admission;
        this.answers = answers;
    }

    /** Frees its name at once, and its place and running slot when nothing of it is left. A queued one leaves the queue. */
    public Uni<SparkView> delete(Caller caller, String nameOrId) {
        String traceparent = Traces.current();
        return writes.run(recording -> find(recording, caller, nameOrId).chain(spark -> switch (Decide.delete(
                spark, caller.user())) {
            case Decision.Refused(Refusal refusal) -> refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) -> {
                String id = EventIds.derived("deletion-requested", spark.sparkId());
                SparkView after = recording.say(id, event, null, traceparent);
                recording.ask(
                        EventIds.derived("delete", spark.sparkId()),
                        new ProvisioningCommand.DeleteSpark(spark.sparkId(), caller.user()),
                        id,
                        traceparent);
                yield admission
                        .beginDeletion(recording.session(), spark.id())
                        .invoke(wasQueued -> {
                            if (wasQueued) {
                                recording.slots(recording.slots().left());
                            }
                        })
                        .replaceWith(after);
            }
        }));
    }

    /** Has a failed one tried again, by whoever failed at it. */
    public Uni<Answer> retry(
            Caller caller, String nameOrId, Optional<RequestKey> key, Function<SparkView, Answer> rendering) {
        String traceparent = Traces.current();
        return writes.run(recording -> answers.once(
                recording.session(),
                key,
                () -> find(recording, caller, nameOrId)
                        .chain(spark -> switch (Decide.retry(spark, caller.user())) {
                            case Decision.Refused(Refusal refusal) -> refuse(refusal);
                            case Decision.Unchanged unchanged ->
                                Uni.createFrom().item(spark);
                            case Decision.Accepted(var event) -> {
                                String id = UUID.randomUUID().toString();
                                SparkView after = recording.say(id, event, null, traceparent);
                                recording.ask(
                                        EventIds.derived("retry", id),
                                        Decide.retrial(
                                                (SparkState.Failed) spark.state(), spark.sparkId(), caller.user()),
                                        id,
                                        traceparent);
                                yield Uni.createFrom().item(after);
                            }
                        })
                        .map(rendering)));
    }

    public Uni<SparkView> configure(Caller caller, String nameOrId, Decide.Change change) {
        String traceparent = Traces.current();
        return writes.run(recording -> find(recording, caller, nameOrId).chain(spark -> switch (Decide.configure(
                spark, change, caller.user())) {
            case Decision.Refused(Refusal refusal) -> refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) ->
                Uni.createFrom().item(recording.say(UUID.randomUUID().toString(), event, null, traceparent));
        }));
    }

    private Uni<SparkView> find(Recording recording, Caller caller, String nameOrId) {
        return access.visibleTo(recording.session(), caller, nameOrId).map(found -> {
            SparkView spark = found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
            recording.use(spark);
            return spark;
        });
    }

    private static <T extends @Nullable Object> Uni<T> refuse(Refusal refusal) {
        return Uni.createFrom().failure(new RefusedException(refusal));
    }
}
