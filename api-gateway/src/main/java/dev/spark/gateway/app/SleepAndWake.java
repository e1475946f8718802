package dev.spark.gateway.app;

import dev.spark.events.Command;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.StopSpark;
import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.SparkEvent.SparkQueued;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.events.SparkEvent.WakeCause;
import dev.spark.events.SparkId;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.Slots.Grant;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.PostgresActivity;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.EventIds;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts sparks to sleep, stops and wakes them: each decision is an event and a command to the lifecycle service. A wake takes
 * a running slot in the same transaction, or a place in the queue; the slot is given back when nothing runs any more.
 */
@ApplicationScoped
public class SleepAndWake {

    private final Writes writes;
    private final SparkAccess access;
    private final PostgresAdmission admission;
    private final PostgresAnswers answers;
    private final PostgresActivity activity;
    private final boolean makesRoom;
    private final ConcurrentHashMap<SparkId, Uni<SparkView>> waking = new ConcurrentHashMap<>();

    SleepAndWake(
            Writes writes,
            SparkAccess access,
            PostgresAdmission admission,
            PostgresAnswers answers,
            PostgresActivity activity,
            GatewayConfig config) {
        this.writes = writes;
        this.access = access;
        this.admission = admission;
        this.answers = answers;
        this.activity = activity;
        this.makesRoom = config.quota().makeRoom();
    }

    /** How a spark is answered, with its place if it waits for a running slot. */
    @FunctionalInterface
    public interface Rendering extends BiFunction<SparkView, OptionalInt, Answer> {}

    public Uni<Answer> sleep(Caller caller, String nameOrId, Optional<RequestKey> key, Rendering rendering) {
        String traceparent = Traces.current();
        return once(caller, nameOrId, key, rendering, (recording, spark) -> {
            var command = new SleepSpark(spark.sparkId(), null, caller.user());
            return rest(recording, spark, Decide.sleep(spark, caller.user()), command, traceparent);
        });
    }

    public Uni<Answer> stop(Caller caller, String nameOrId, Optional<RequestKey> key, Rendering rendering) {
        String traceparent = Traces.current();
        return once(caller, nameOrId, key, rendering, (recording, spark) -> {
            var command = new StopSpark(spark.sparkId(), caller.user());
            return rest(recording, spark, Decide.stop(spark, caller.user()), command, traceparent);
        });
    }

    public Uni<Answer> wake(Caller caller, String nameOrId, Optional<RequestKey> key, Rendering rendering) {
        String traceparent = Traces.current();
        return once(
                caller,
                nameOrId,
                key,
                rendering,
                (recording, spark) -> wake(recording, spark, caller, WakeCause.REQUEST, traceparent));
    }

    /** The spark after somebody wanted to connect to it. Those who come at the same time share one transaction. */
    public Uni<SparkView> wakeForConnection(Caller caller, SparkId id) {
        String traceparent = Traces.current();
        return waking.computeIfAbsent(
                id,
                key -> writes.run(recording -> recording
                                .find(access, caller, key.value())
                                .chain(spark -> wake(recording, spark, caller, WakeCause.CONNECTION, traceparent)))
                        .onTermination()
                        .invoke(() -> waking.remove(key))
                        .memoize()
                        .indefinitely());
    }

    private Uni<Answer> once(
            Caller caller,
            String nameOrId,
            Optional<RequestKey> key,
            Rendering rendering,
            BiFunction<Recording, SparkView, Uni<SparkView>> change) {
        return writes.run(recording -> answers.once(
                recording.session(),
                key,
                () -> recording
                        .find(access, caller, nameOrId)
                        .chain(spark -> change.apply(recording, spark))
                        .chain(spark ->
                                queuePosition(recording, spark).map(position -> rendering.apply(spark, position)))));
    }

    private Uni<SparkView> rest(
            Recording recording, SparkView spark, Decision decision, Command command, @Nullable String traceparent) {
        return switch (decision) {
            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) -> {
                String id = UUID.randomUUID().toString();
                SparkView after = recording.say(id, event, null, traceparent);
                recording.ask(EventIds.derived("rest", id), command, id, traceparent);
                yield spark.state() instanceof SparkState.QueuedToWake
                        ? admission
                                .leaveQueue(recording.session(), spark.id())
                                .invoke(() -> recording.slots(recording.slots().left()))
                                .replaceWith(after)
                        : Uni.createFrom().item(after);
            }
        };
    }

    private Uni<SparkView> wake(
            Recording recording, SparkView spark, Caller caller, WakeCause cause, @Nullable String traceparent) {
        return switch (Decide.wake(spark, caller.user(), cause)) {
            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) -> {
                String id = UUID.randomUUID().toString();
                long ticket = recording.nextPosition();
                SparkView after = recording.say(id, event, null, traceparent);
                yield admission
                        .hasSlot(recording.session(), spark.id())
                        .chain(has -> has
                                // It was on its way to rest and has not given it back yet.
                                ? woken(recording, after, caller, id, traceparent)
                                : admit(recording, after, caller, ticket, id, traceparent));
            }
        };
    }

    private Uni<SparkView> admit(
            Recording recording,
            SparkView spark,
            Caller caller,
            long ticket,
            String requestedId,
            @Nullable String traceparent) {
        Grant grant = recording.slots().nextToWake();
        recording.slots(recording.slots().woken(grant));
        boolean queued = grant == Grant.QUEUED;
        Uni<Void> placed = admission.comeBack(recording.session(), spark.id(), queued, ticket);
        return queued
                ? placed.replaceWith(() -> recording.say(
                                EventIds.derived("queued", requestedId),
                                new SparkQueued(spark.sparkId()),
                                requestedId,
                                traceparent))
                        .call(waiting -> makeRoom(recording, waiting, requestedId, traceparent))
                : placed.chain(() -> woken(recording, spark, caller, requestedId, traceparent));
    }

    /** Where the owner has one that nobody uses, it sleeps instead: but for the first of the queue only, whose slot it will be. */
    private Uni<Void> makeRoom(
            Recording recording, SparkView waiting, String requestedId, @Nullable String traceparent) {
        if (!makesRoom || recording.slots().queued() > 1) {
            return Uni.createFrom().voidItem();
        }
        return activity.longestIdle(recording.session(), waiting.owner())
                .chain(idle -> idle.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : recording.load(idle.stream().toList()).invoke(() -> {
                            if (Decide.makeRoom(recording.view(idle.get()).orElseThrow(), waiting)
                                    instanceof Decision.Accepted(SparkSleepRequested sleep)) {
                                HeedFindings.putToSleep(recording, sleep, requestedId, traceparent);
                            }
                        }));
    }

    private static Uni<SparkView> woken(
            Recording recording, SparkView spark, Caller caller, String requestedId, @Nullable String traceparent) {
        recording.ask(
                EventIds.derived("wake", requestedId),
                new WakeSpark(spark.sparkId(), caller.user()),
                requestedId,
                traceparent);
        return Uni.createFrom().item(spark);
    }

    private Uni<OptionalInt> queuePosition(Recording recording, SparkView spark) {
        return spark.state().waits()
                ? admission.queuePosition(recording.session(), spark.id())
                : Uni.createFrom().item(OptionalInt.empty());
    }
}
