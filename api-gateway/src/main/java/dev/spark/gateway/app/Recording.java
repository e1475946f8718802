package dev.spark.gateway.app;

import dev.spark.events.Command;
import dev.spark.events.Envelope;
import dev.spark.events.LifecycleCommand;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkEvent;
import dev.spark.events.Topics;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.domain.Evolution;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.Slots;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.LoggedEvent;
import dev.spark.gateway.eventlog.PostgresEventLog;
import dev.spark.gateway.readmodel.PostgresSparks;
import dev.spark.gateway.readmodel.SparkAccess;
import dev.spark.kit.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction, holding the lock of the event log, records: collected in memory, folded at once, written by a few
 * statements at its end, however much it is.
 */
public final class Recording {

    private static final MessageCodec CODEC = new MessageCodec();

    private final Mutiny.Session session;
    private final PostgresEventLog log;
    private final PostgresSparks sparks;
    private final Outbox outbox;
    private final MeterRegistry metrics;
    private final Instant now;
    private final Map<String, SparkView> views = new HashMap<>();
    private final Map<String, SparkView> changed = new LinkedHashMap<>();
    private final List<LoggedEvent> events = new ArrayList<>();
    private final List<Outbox.Outgoing> messages = new ArrayList<>();
    private final Slots slotsBefore;
    private Slots slots;
    private long position;

    Recording(
            Mutiny.Session session,
            PostgresEventLog log,
            PostgresSparks sparks,
            Outbox outbox,
            MeterRegistry metrics,
            Instant now,
            long position,
            Slots slots) {
        this.session = session;
        this.log = log;
        this.sparks = sparks;
        this.outbox = outbox;
        this.metrics = metrics;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.position = position;
        this.slotsBefore = slots;
        this.slots = slots;
    }

    Mutiny.Session session() {
        return session;
    }

    Instant now() {
        return now;
    }

    Slots slots() {
        return slots;
    }

    void slots(Slots next) {
        slots = next;
    }

    /** The position that the next event will get. */
    long nextPosition() {
        return position + 1;
    }

    /** Brings the sparks in: an event about one that was not brought in is folded as its first. */
    Uni<Void> load(Collection<String> ids) {
        List<String> missing =
                ids.stream().filter(id -> !views.containsKey(id)).distinct().toList();
        return sparks.load(session, missing).invoke(views::putAll).replaceWithVoid();
    }

    /** Brings in the caller's spark of that name or id; refused if there is none. */
    Uni<SparkView> find(SparkAccess access, Caller caller, String nameOrId) {
        return access.visibleTo(session, caller, nameOrId).map(found -> {
            SparkView spark = found.orElseThrow(() -> new RefusedException(new Refusal.NotFound("spark")));
            views.putIfAbsent(spark.id(), spark);
            return spark;
        });
    }

    Optional<SparkView> view(String id) {
        return Optional.ofNullable(views.get(id));
    }

    /** Records an event of ours, which is also published; its spark after it. */
    SparkView say(String id, SparkEvent event, @Nullable String causationId, @Nullable String traceparent) {
        Envelope envelope = outbox.envelope(id, event, now, causationId, traceparent);
        messages.add(new Outbox.Outgoing(Topics.EVENTS, envelope, event));
        return record(envelope, event, new String(CODEC.body(event), StandardCharsets.UTF_8))
                .orElseThrow();
    }

    /** Whether a command is small enough to be asked for. */
    static boolean fits(Command command) {
        return CODEC.body(command).length <= Outbox.LARGEST_BODY;
    }

    /** Asks the service whose business it is for something that {@link #fits}. */
    void ask(String id, Command command, @Nullable String causationId, @Nullable String traceparent) {
        String topic = switch (command) {
            case ProvisioningCommand provisioning -> Topics.PROVISIONING;
            case LifecycleCommand lifecycle -> Topics.LIFECYCLE;
        };
        Envelope envelope = outbox.envelope(id, command, now, causationId, traceparent);
        messages.add(new Outbox.Outgoing(topic, envelope, command));
    }

    /** Records an event that came over the topic; {@code event} is null where its type is not known to this version. */
    void heard(Envelope envelope, @Nullable SparkEvent event, String body) {
        Envelope exact = new Envelope(
                envelope.id(),
                envelope.type(),
                envelope.source(),
                envelope.subject(),
                // As exact as the column: what is folded now and what is folded again are the same.
                envelope.time().truncatedTo(ChronoUnit.MICROS),
                envelope.traceparent(),
                envelope.causationId());
        record(exact, event, body);
    }

    private Optional<SparkView> record(Envelope envelope, @Nullable SparkEvent event, String body) {
        position++;
        String id = envelope.subject();
        Optional<SparkView> after = view(id);
        if (event != null) {
            after = Evolution.evolve(after, event, envelope.time(), position);
            after.ifPresent(view -> {
                views.put(id, view);
                changed.put(id, view);
            });
        }
        events.add(new LoggedEvent(
                position,
                envelope,
                after.map(SparkView::owner).orElse(null),
                after.map(SparkView::name).orElse(null),
                actor(event, envelope.source()),
                body));
        return after;
    }

    private static String actor(@Nullable Message event, String source) {
        return switch (event) {
            case SparkEvent.SparkRequested requested -> requested.requestedBy();
            case SparkEvent.SparkRetried retried -> retried.requestedBy();
            case SparkEvent.SparkRootResetRequested reset -> reset.requestedBy();
            case SparkEvent.SparkConfigured configured -> configured.requestedBy();
            case SparkEvent.SparkKeysAuthorized authorized -> authorized.requestedBy();
            case SparkEvent.SparkSleepRequested sleep -> sleep.requestedBy();
            case SparkEvent.SparkStopRequested stop -> stop.requestedBy();
            case SparkEvent.SparkWakeRequested wake -> wake.requestedBy();
            case SparkEvent.SparkHeld held -> held.requestedBy();
            case SparkEvent.SparkHoldReleased released -> released.requestedBy();
            case SparkEvent.SparkExtended extended -> extended.requestedBy();
            case SparkEvent.SparkTrashRequested trash -> trash.requestedBy();
            case SparkEvent.SparkUndeleted undeleted -> undeleted.requestedBy();
            case SparkEvent.SparkDeletionRequested deletion -> deletion.requestedBy();
            case null, default -> source;
        };
    }

    /** Writes all of it. */
    Uni<Void> write() {
        return log.append(session, events)
                .chain(() -> sparks.save(session, changed.values()))
                .chain(() -> outbox.putAll(session, messages))
                .chain(this::writeSlots)
                .invoke(() -> metrics.counter("spark.events.appended").increment(events.size()));
    }

    private Uni<Void> writeSlots() {
        if (slots.equals(slotsBefore)) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery("""
            update quota set running_used = :running, total_used = :total, queued = :queued\
            """)
                .setParameter("running", slots.running())
                .setParameter("total", slots.total())
                .setParameter("queued", slots.queued())
                .executeUpdate()
                .replaceWithVoid();
    }
}
