package dev.spark.gateway.app;

import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Decision;
import dev.spark.gateway.domain.PublicKey;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.kit.EventIds;
import dev.spark.kit.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds and removes a user's SSH keys, there and on each of the user's sparks, in one transaction. */
@ApplicationScoped
public class ChangeKeys {

    private static final int MOST_KEYS = 100;

    private final Writes writes;
    private final PostgresKeys keys;
    private final PostgresAdmission admission;
    private final PostgresAnswers answers;

    ChangeKeys(Writes writes, PostgresKeys keys, PostgresAdmission admission, PostgresAnswers answers) {
        this.writes = writes;
        this.keys = keys;
        this.admission = admission;
        this.answers = answers;
    }

    /** Adds the key; one that is there already is answered as it is. {@code rendering} is told whether it is new. */
    public Uni<Answer> add(
            Caller caller,
            PublicKey key,
            String name,
            Optional<RequestKey> requestKey,
            BiFunction<SshKeyRow, Boolean, Answer> rendering) {
        String traceparent = Traces.current();
        return writes.run(recording -> answers.once(
                recording.session(),
                requestKey,
                () -> keys.list(recording.session(), caller.user()).chain(present -> {
                    Optional<SshKeyRow> same = present.stream()
                            .filter(one -> one.id().equals(key.id()))
                            .findFirst();
                    if (same.isPresent()) {
                        return Uni.createFrom().item(rendering.apply(same.get(), false));
                    }
                    if (present.stream().anyMatch(one -> one.name().equals(name))) {
                        return refuse(new Refusal.Conflict(
                                "Another of your keys has this name. Give it another name, or remove that key first."));
                    }
                    if (present.size() >= MOST_KEYS) {
                        return refuse(new Refusal.Conflict("You have " + MOST_KEYS
                                + " keys, which is as many as there may be. Remove one first."));
                    }
                    SshKeyRow row = PostgresKeys.row(caller.user(), key.id(), name, key.line(), recording.now());
                    return keys.add(recording.session(), caller.user(), row)
                            .chain(() -> authorize(recording, caller.user(), traceparent, authorized -> {
                                var next = new ArrayList<>(authorized);
                                if (authorized.stream().noneMatch(line -> isKey(line, key.id()))) {
                                    next.add(key.line());
                                }
                                return next;
                            }))
                            .replaceWith(() -> rendering.apply(row, true));
                })));
    }

    /** Removes the key of this id, fingerprint or name: it opens none of the user's sparks any more. */
    public Uni<Void> remove(Caller caller, String idOrName) {
        String traceparent = Traces.current();
        return writes.run(recording -> keys.find(recording.session(), caller.user(), PublicKey.idOf(idOrName))
                .chain(found -> {
                    if (found.isEmpty()) {
                        return refuse(new Refusal.NotFound("key"));
                    }
                    String id = found.get().id();
                    return keys.remove(recording.session(), caller.user(), id)
                            .chain(() -> authorize(
                                    recording,
                                    caller.user(),
                                    traceparent,
                                    authorized -> authorized.stream()
                                            .filter(line -> !isKey(line, id))
                                            .toList()));
                }));
    }

    private Uni<Void> authorize(
            Recording recording,
            String user,
            @Nullable String traceparent,
            Function<List<String>, List<String>> change) {
        return admission
                .living(recording.session(), user)
                .chain(ids -> recording
                        .load(ids)
                        .chain(() -> admission.known(recording.session(), ids))
                        .invoke(built -> {
                            for (String id : ids) {
                                recording
                                        .view(id)
                                        .ifPresent(spark -> authorize(
                                                recording,
                                                spark,
                                                change.apply(spark.authorizedKeys()),
                                                user,
                                                built.contains(id),
                                                traceparent));
                            }
                        })
                        .replaceWithVoid());
    }

    private static void authorize(
            Recording recording,
            SparkView spark,
            List<String> next,
            String user,
            boolean built,
            @Nullable String traceparent) {
        if (Decide.authorize(spark, next, user) instanceof Decision.Accepted(var event)) {
            String id = UUID.randomUUID().toString();
            recording.say(id, event, null, traceparent);
            // A queued one is created with the keys that it has by then.
            if (built) {
                recording.ask(
                        EventIds.derived("authorize", id),
                        new AuthorizeKeys(spark.sparkId(), next, user),
                        id,
                        traceparent);
            }
        }
    }

    private static boolean isKey(String line, String id) {
        return PublicKey.parse(line).map(key -> key.id().equals(id)).orElse(false);
    }

    private static <T extends @Nullable Object> Uni<T> refuse(Refusal refusal) {
        return Uni.createFrom().failure(new RefusedException(refusal));
    }
}
