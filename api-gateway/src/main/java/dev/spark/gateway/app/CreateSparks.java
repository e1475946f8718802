package dev.spark.gateway.app;

import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.SparkEvent.SparkAdmitted;
import dev.spark.events.SparkEvent.SparkQueued;
import dev.spark.events.SparkEvent.SparkRequested;
import dev.spark.events.SparkId;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.Slots.Grant;
import dev.spark.gateway.domain.SparkNames;
import dev.spark.gateway.domain.SparkView;
import dev.spark.kit.EventIds;
import dev.spark.kit.Sealing;
import dev.spark.kit.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Grants sparks. Requests that come while a transaction is under way are decided together in the next one, in the order in
 * which they came: the lock and the disk are paid once for many.
 */
@ApplicationScoped
public class CreateSparks {

    static final String TOO_LARGE =
            "Its environment, the set-up of its template and its SSH keys are too large together.";

    private static final int MOST_AT_ONCE = 64;

    private final Writes writes;
    private final PostgresAdmission admission;
    private final PostgresKeys keys;
    private final PostgresAnswers answers;
    private final SealingKey sealing;
    private final MeterRegistry metrics;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentLinkedQueue<Ask> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean deciding = new AtomicBoolean();

    /** How a granted spark is answered. */
    @FunctionalInterface
    public interface Rendering {
        Answer of(SparkView spark, OptionalInt queuePosition);
    }

    /** What was decided: the answer, and the id to wait for where a spark was granted. */
    public record Outcome(Answer answer, Optional<SparkId> spark) {}

    private record Ask(
            Caller caller,
            SparkRequest request,
            SparkId id,
            List<String> names,
            String sealedEnv,
            Optional<RequestKey> key,
            @Nullable String traceparent,
            Rendering rendering,
            UniEmitter<? super Outcome> emitter) {}

    /** An ask and what became of it. */
    private record Decided(
            Ask ask, @Nullable Outcome outcome, @Nullable Refusal refusal) {}

    CreateSparks(
            Writes writes,
            PostgresAdmission admission,
            PostgresKeys keys,
            PostgresAnswers answers,
            SealingKey sealing,
            MeterRegistry metrics) {
        this.writes = writes;
        this.admission = admission;
        this.keys = keys;
        this.answers = answers;
        this.sealing = sealing;
        this.metrics = metrics;
    }

    /** A spark for the caller, or {@link RefusedException}. */
    public Uni<Outcome> create(Caller caller, SparkRequest request, Optional<RequestKey> key, Rendering rendering) {
        String traceparent = Traces.current();
        return Uni.createFrom().emitter(emitter -> {
            SparkId id = SparkId.random(random);
            Sealing seal = sealing.get();
            waiting.add(new Ask(
                    caller,
                    request,
                    id,
                    request.name().map(List::of).orElseGet(() -> SparkNames.madeUp(random)),
                    seal.seal(id, request.sealed()),
                    key,
                    traceparent,
                    rendering,
                    emitter));
            decideNext();
        });
    }

    private void decideNext() {
        if (waiting.isEmpty() || !deciding.compareAndSet(false, true)) {
            return;
        }
        var asks = new ArrayList<Ask>();
        for (Ask ask = waiting.poll(); ask != null; ask = asks.size() < MOST_AT_ONCE ? waiting.poll() : null) {
            asks.add(ask);
        }
        decideTogether(asks)
                .onItemOrFailure()
                .call((decided, failure) ->
                        failure != null && asks.size() > 1 ? oneByOne(asks) : tell(asks, decided, failure))
                .subscribe()
                .with(done -> again(), failure -> again());
    }

    private void again() {
        deciding.set(false);
        decideNext();
    }

    private Uni<List<Decided>> decideTogether(List<Ask> asks) {
        return asks.isEmpty() ? Uni.createFrom().item(List.of()) : writes.run(recording -> decide(recording, asks));
    }

    /** What failed for many may be the fault of one. */
    private Uni<Void> oneByOne(List<Ask> asks) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Ask ask : asks) {
            all = all.chain(() -> decideTogether(List.of(ask))
                    .onItemOrFailure()
                    .call((decided, failure) -> tell(List.of(ask), decided, failure))
                    .onFailure()
                    .recoverWithItem(List.of())
                    .replaceWithVoid());
        }
        return all;
    }

    private Uni<Void> tell(List<Ask> asks, @Nullable List<Decided> decided, @Nullable Throwable failure) {
        if (failure != null || decided == null) {
            Throwable why = failure == null ? new IllegalStateException("nothing was decided") : failure;
            asks.forEach(ask -> ask.emitter().fail(why));
            return Uni.createFrom().voidItem();
        }
        for (Decided one : decided) {
            if (one.refusal() != null) {
                one.ask().emitter().fail(new RefusedException(one.refusal()));
            } else {
                one.ask().emitter().complete(Objects.requireNonNull(one.outcome()));
            }
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<List<Decided>> decide(Recording recording, List<Ask> asks) {
        var names = new LinkedHashSet<String>();
        var owners = new LinkedHashSet<String>();
        asks.forEach(ask -> {
            names.addAll(ask.names());
            owners.add(ask.caller().user());
        });
        List<RequestKey> requestKeys =
                asks.stream().flatMap(ask -> ask.key().stream()).toList();
        return answers.find(recording.session(), requestKeys)
                .chain(kept -> admission
                        .taken(recording.session(), names)
                        .chain(taken -> keys.of(recording.session(), owners).chain(keysOf -> {
                            var group = new Group(recording, new HashMap<>(kept), new HashSet<>(taken), keysOf);
                            List<Decided> decided =
                                    asks.stream().map(group::decide).toList();
                            return admission
                                    .take(recording.session(), group.places)
                                    .chain(() -> answers.save(recording.session(), group.answersToKeep))
                                    .replaceWith(decided);
                        })));
    }

    /** The asks of one transaction, decided one after the other against what is known. */
    private final class Group {

        private final Recording recording;
        private final Map<String, PostgresAnswers.Stored> kept;
        private final Set<String> taken;
        private final Map<String, List<String>> keysOf;
        private final List<PostgresAdmission.Place> places = new ArrayList<>();
        private final List<PostgresAnswers.Stored> answersToKeep = new ArrayList<>();

        Group(
                Recording recording,
                Map<String, PostgresAnswers.Stored> kept,
                Set<String> taken,
                Map<String, List<String>> keysOf) {
            this.recording = recording;
            this.kept = kept;
            this.taken = taken;
            this.keysOf = keysOf;
        }

        Decided decide(Ask ask) {
            PostgresAnswers.Stored before =
                    ask.key().map(key -> kept.get(key.id())).orElse(null);
            if (before != null) {
                return before.key().requestHash().equals(ask.key().orElseThrow().requestHash())
                        ? new Decided(ask, new Outcome(before.answer(), sparkOf(before.answer())), null)
                        : new Decided(ask, null, new Refusal.KeyReused());
            }
            Optional<String> name =
                    ask.names().stream().filter(free -> !taken.contains(free)).findFirst();
            if (name.isEmpty()) {
                count("refused");
                return new Decided(
                        ask, null, Refusal.NameTaken.forNew(ask.names().getFirst()));
            }
            String user = ask.caller().user();
            List<String> authorized = Stream.concat(
                            keysOf.getOrDefault(user, List.of()).stream(), ask.request().keys().stream())
                    .distinct()
                    .toList();
            var create =
                    new CreateSpark(ask.id(), ask.request().spec(name.get(), user), ask.sealedEnv(), authorized, user);
            // Also one that will wait: when it is its turn, nobody is there to be refused.
            if (!Recording.fits(create)) {
                count("refused");
                return new Decided(ask, null, new Refusal.Invalid("env", TOO_LARGE));
            }
            Grant grant = recording.slots().next();
            count(grant.name().toLowerCase(Locale.ROOT));
            if (grant == Grant.REFUSED) {
                return new Decided(
                        ask, null, new Refusal.QuotaExceeded(recording.slots().totalLimit()));
            }
            return granted(ask, create, grant == Grant.QUEUED);
        }

        private Decided granted(Ask ask, CreateSpark create, boolean queued) {
            String name = create.spec().name();
            String user = create.requestedBy();
            taken.add(name);
            var requested = new SparkRequested(ask.id(), create.spec(), create.authorizedKeys(), user);
            String requestedId = EventIds.derived("requested", ask.id());
            long ticket = recording.nextPosition();
            recording.say(requestedId, requested, null, ask.traceparent());
            recording.slots(recording.slots().after(queued ? Grant.QUEUED : Grant.RUNNING));
            SparkView view;
            if (queued) {
                view = recording.say(
                        EventIds.derived("queued", ask.id()),
                        new SparkQueued(ask.id()),
                        requestedId,
                        ask.traceparent());
            } else {
                String admittedId = EventIds.derived("admitted", ask.id());
                view = recording.say(admittedId, new SparkAdmitted(ask.id()), requestedId, ask.traceparent());
                recording.ask(EventIds.derived("create", ask.id()), create, admittedId, ask.traceparent());
            }
            places.add(new PostgresAdmission.Place(
                    ask.id().value(), name, user, queued, ticket, queued ? ask.sealedEnv() : null));
            Answer answer = ask.rendering()
                    .of(view, queued ? OptionalInt.of(recording.slots().queued()) : OptionalInt.empty());
            ask.key().ifPresent(key -> {
                var stored = new PostgresAnswers.Stored(key, answer);
                answersToKeep.add(stored);
                kept.put(key.id(), stored);
            });
            return new Decided(ask, new Outcome(answer, Optional.of(ask.id())), null);
        }

        private static Optional<SparkId> sparkOf(Answer answer) {
            String location = answer.location();
            return location == null
                    ? Optional.empty()
                    : Optional.of(new SparkId(location.substring(location.lastIndexOf('/') + 1)));
        }
    }

    private void count(String outcome) {
        metrics.counter("spark.admissions", "outcome", outcome).increment();
    }
}
