package dev.spark.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkEvent.SparkStopped;
import dev.spark.events.SparkEvent.SparkTrashed;
import dev.spark.events.Topics;
import dev.spark.gateway.admission.PostgresAdmission;
import dev.spark.gateway.domain.Slots;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.eventlog.PostgresEventLog;
import dev.spark.gateway.eventlog.Tail;
import dev.spark.gateway.readmodel.PostgresActivity;
import dev.spark.kit.inbox.MessageHandler;
import dev.spark.kit.inbox.Received;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Takes what the services tell into the event log, folds it, lets go of what a spark that rests or is purged held, and decides
 * what comes of what was found. Our own events come back here too: they are in the log already. Events of a type from the future are kept and not folded.
 */
@ApplicationScoped
class HandleSparkEvents implements MessageHandler {

    private static final Duration LONGEST_LAG = Duration.ofDays(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writes writes;
    private final PostgresEventLog log;
    private final PostgresAdmission admission;
    private final AdmitWaiting admitWaiting;
    private final HeedFindings heedFindings;
    private final PostgresActivity activity;
    private final Tail tail;
    private final Clock clock;
    private final Timer lag;

    HandleSparkEvents(
            Writes writes,
            PostgresEventLog log,
            PostgresAdmission admission,
            AdmitWaiting admitWaiting,
            HeedFindings heedFindings,
            PostgresActivity activity,
            Tail tail,
            Clock clock,
            MeterRegistry metrics) {
        this.writes = writes;
        this.log = log;
        this.admission = admission;
        this.admitWaiting = admitWaiting;
        this.heedFindings = heedFindings;
        this.activity = activity;
        this.tail = tail;
        this.clock = clock;
        this.lag = metrics.timer("spark.events.lag");
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.EVENTS);
    }

    @Override
    public boolean takesUnknownTypes() {
        return true;
    }

    @Override
    public boolean inBatches() {
        return true;
    }

    @Override
    public Uni<Void> handle(Mutiny.Session session, Received received) {
        return handleAll(session, List.of(received));
    }

    @Override
    public Uni<Void> handleAll(Mutiny.Session session, List<Received> batch) {
        List<String> ids = batch.stream().map(one -> one.envelope().id()).toList();
        return log.known(session, ids).chain(known -> {
            List<Received> fresh = batch.stream()
                    .filter(one -> !known.contains(one.envelope().id()))
                    .toList();
            return fresh.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : writes.begin(session).chain(recording -> record(recording, fresh));
        });
    }

    @Override
    public void committed() {
        tail.wake();
    }

    private Uni<Void> record(Recording recording, List<Received> fresh) {
        List<String> sparks =
                fresh.stream().map(one -> one.envelope().subject()).distinct().toList();
        return recording
                .load(sparks)
                .invoke(() -> fresh.forEach(one -> recording.heard(
                        one.envelope(), one.message() instanceof SparkEvent event ? event : null, text(one.body()))))
                .chain(() -> letGo(recording, fresh))
                .chain(() -> heedFindings.heed(recording, fresh))
                .chain(recording::write)
                .invoke(() -> fresh.forEach(this::measure));
    }

    /** How long an event took to get here, if its time is one to reckon with. */
    private void measure(Received received) {
        Duration late = Duration.between(received.envelope().time(), clock.instant());
        if (!late.isNegative() && late.compareTo(LONGEST_LAG) < 0) {
            lag.record(late);
        }
    }

    private Uni<Void> letGo(Recording recording, List<Received> fresh) {
        List<Received> endings =
                fresh.stream().filter(one -> isEnd(recording, one)).toList();
        if (endings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> ended =
                endings.stream().map(one -> one.envelope().subject()).toList();
        List<String> purged = endings.stream()
                .filter(one -> one.message() instanceof SparkPurged)
                .map(one -> one.envelope().subject())
                .toList();
        List<String> trashed = endings.stream()
                .filter(one -> one.message() instanceof SparkTrashed)
                .map(one -> one.envelope().subject())
                .toList();
        Received last = endings.getLast();
        return admission
                .release(recording.session(), ended)
                .invoke(count -> recording.slots(recording.slots().released(count)))
                .chain(() ->
                        trashed.isEmpty() ? Uni.createFrom().item(0) : admission.discount(recording.session(), trashed))
                .invoke(count -> recording.slots(recording.slots().trashed(count)))
                .chain(() -> activity.forget(recording.session(), purged))
                .chain(() -> admission.leave(recording.session(), purged))
                .invoke(left -> {
                    Slots slots = recording.slots();
                    for (PostgresAdmission.Left one : left) {
                        slots = slots.purged(one.wasRunning(), one.wasQueued(), one.wasCounted());
                    }
                    recording.slots(slots);
                })
                .chain(() -> admitWaiting.admit(
                        recording,
                        last.envelope().id(),
                        Optional.ofNullable(last.envelope().traceparent()).orElse(null)));
    }

    /** Nothing of the spark runs any more: it is purged, or it rests and has not been woken since. */
    private static boolean isEnd(Recording recording, Received received) {
        return switch (received.message()) {
            case SparkPurged purged -> true;
            case SparkAsleep asleep -> rests(recording, received);
            case SparkStopped stopped -> rests(recording, received);
            case SparkTrashed trashed -> rests(recording, received);
            case null, default -> false;
        };
    }

    private static boolean rests(Recording recording, Received received) {
        return recording
                .view(received.envelope().subject())
                .map(SparkView::state)
                .filter(state -> state instanceof SparkState.Asleep
                        || state instanceof SparkState.Stopped
                        || state instanceof SparkState.Trashed)
                .isPresent();
    }

    /** JSON may be UTF-16 or UTF-32 as well; the log keeps texts that PostgreSQL can. */
    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('\0') < 0 && text.indexOf('\uFFFD') < 0 && !text.startsWith("\uFEFF")) {
            return text;
        }
        try {
            return JSON.writeValueAsString(JSON.readTree(body)).replace("\0", "");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event that was read cannot be read again", e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
