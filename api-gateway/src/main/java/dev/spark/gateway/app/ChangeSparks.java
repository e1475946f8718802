package dev.spark.gateway.app;

import dev.spark.events.Command;
import dev.spark.events.ProvisioningCommand;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.EventIds;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Retries, resets, configures, extends and holds sparks: each decision is an event, and where somebody has to act on it, a command. */
@ApplicationScoped
public class ChangeSparks {

    private final Writes writes;
    private final SparkAccess access;
    private final PostgresAnswers answers;

    ChangeSparks(Writes writes, SparkAccess access, PostgresAnswers answers) {
        this.writes = writes;
        this.access = access;
        this.answers = answers;
    }

    /** Has a failed one tried again, by whoever failed at it. */
    public Uni<Answer> retry(
            Caller caller, String nameOrId, Optional<RequestKey> key, Function<SparkView, Answer> rendering) {
        return ordered(
                caller,
                nameOrId,
                key,
                "retry",
                spark -> Decide.retry(spark, caller.user()),
                spark -> Decide.retrial((SparkState.Failed) spark.state(), spark.sparkId(), caller.user()),
                rendering);
    }

    /** Has its root file system put back to the image's. */
    public Uni<Answer> resetRoot(
            Caller caller, String nameOrId, Optional<RequestKey> key, Function<SparkView, Answer> rendering) {
        return ordered(
                caller,
                nameOrId,
                key,
                "reset-root",
                spark -> Decide.resetRoot(spark, caller.user()),
                spark -> new ProvisioningCommand.ResetRoot(spark.sparkId(), caller.user()),
                rendering);
    }

    /** Says the event, and asks for what it takes. */
    private Uni<Answer> ordered(
            Caller caller,
            String nameOrId,
            Optional<RequestKey> key,
            String purpose,
            Function<SparkView, Decision> decision,
            Function<SparkView, Command> command,
            Function<SparkView, Answer> rendering) {
        String traceparent = Traces.current();
        return writes.run(recording -> answers.once(
                recording.session(),
                key,
                () -> recording
                        .find(access, caller, nameOrId)
                        .chain(spark -> switch (decision.apply(spark)) {
                            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
                            case Decision.Unchanged unchanged ->
                                Uni.createFrom().item(spark);
                            case Decision.Accepted(var event) -> {
                                String id = UUID.randomUUID().toString();
                                SparkView after = recording.say(id, event, null, traceparent);
                                recording.ask(EventIds.derived(purpose, id), command.apply(spark), id, traceparent);
                                yield Uni.createFrom().item(after);
                            }
                        })
                        .map(rendering)));
    }

    public Uni<SparkView> configure(Caller caller, String nameOrId, Decide.Change change) {
        return decide(caller, nameOrId, (spark, now) -> Decide.configure(spark, change, caller.user()));
    }

    /** Takes back a hold before its end. */
    public Uni<SparkView> releaseHold(Caller caller, String nameOrId, String hold) {
        return decide(caller, nameOrId, (spark, now) -> Decide.releaseHold(spark, hold, caller.user(), now));
    }

    /** Has it live that long from now on; for good, if empty. */
    public Uni<Answer> extend(
            Caller caller,
            String nameOrId,
            Optional<Duration> ttl,
            Optional<RequestKey> key,
            Function<SparkView, Answer> rendering) {
        return once(caller, nameOrId, key, (spark, now) -> Decide.extend(spark, ttl, caller.user(), now), rendering);
    }

    /** Keeps it awake for that long, used or not. */
    public Uni<Answer> hold(
            Caller caller,
            String nameOrId,
            String name,
            Duration length,
            String reason,
            Optional<RequestKey> key,
            Function<SparkView, Answer> rendering) {
        return once(
                caller,
                nameOrId,
                key,
                (spark, now) -> Decide.hold(spark, name, length, reason, caller.user(), now),
                rendering);
    }

    private Uni<Answer> once(
            Caller caller,
            String nameOrId,
            Optional<RequestKey> key,
            BiFunction<SparkView, Instant, Decision> decision,
            Function<SparkView, Answer> rendering) {
        String traceparent = Traces.current();
        return writes.run(recording -> answers.once(
                recording.session(),
                key,
                () -> recording
                        .find(access, caller, nameOrId)
                        .chain(spark -> said(recording, spark, decision.apply(spark, recording.now()), traceparent))
                        .map(rendering)));
    }

    private Uni<SparkView> decide(Caller caller, String nameOrId, BiFunction<SparkView, Instant, Decision> decision) {
        String traceparent = Traces.current();
        return writes.run(recording -> recording
                .find(access, caller, nameOrId)
                .chain(spark -> said(recording, spark, decision.apply(spark, recording.now()), traceparent)));
    }

    private static Uni<SparkView> said(
            Recording recording, SparkView spark, Decision decision, @Nullable String traceparent) {
        return switch (decision) {
            case Decision.Refused(Refusal refusal) -> Writes.refuse(refusal);
            case Decision.Unchanged unchanged -> Uni.createFrom().item(spark);
            case Decision.Accepted(var event) ->
                Uni.createFrom().item(recording.say(UUID.randomUUID().toString(), event, null, traceparent));
        };
    }
}
