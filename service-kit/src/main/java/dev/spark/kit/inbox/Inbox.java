package dev.spark.kit.inbox;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.spark.events.Decoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.kit.KitConfig;
import dev.spark.kit.Traces;
import dev.spark.kit.Transactions;
import dev.spark.kit.crash.Failpoints;
import dev.spark.kit.outbox.Headers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Reads the service's topics and has each message acted on exactly once.
 *
 * <p>A batch is one transaction: the ids that are new are recorded, their handlers run in the order of the topic, and the
 * offset is committed after the transaction. If it fails, its messages are tried one by one, each a few times. One that still
 * fails while the database answers is parked: it, and all that follows about the same spark, wait for a later attempt, and
 * the partition moves on. Without a database the batch waits.
 */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final MessageCodec codec = new MessageCodec();
    private final Transactions transactions;
    private final DeadLetters deadLetters;
    private final Parking parking;
    private final Progress progress;
    private final Failpoints failpoints;
    private final Tracer tracer;
    private final Clock clock;
    private final KitConfig.Inbox config;
    private final Map<String, MessageHandler> handlers;
    private final Counter handled;
    private final Counter repeated;

    Inbox(
            Transactions transactions,
            DeadLetters deadLetters,
            Parking parking,
            Progress progress,
            Failpoints failpoints,
            Tracer tracer,
            Clock clock,
            KitConfig config,
            Instance<MessageHandler> handlers,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.deadLetters = deadLetters;
        this.parking = parking;
        this.progress = progress;
        this.failpoints = failpoints;
        this.tracer = tracer;
        this.clock = clock;
        this.config = config.inbox();
        this.handlers = handlers.stream()
                .flatMap(handler -> handler.topics().stream().map(topic -> Map.entry(topic, handler)))
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.handled = metrics.counter("spark.inbox.handled");
        this.repeated = metrics.counter("spark.inbox.repeated");
    }

    @Incoming("inbox")
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        progress.began();
        List<IncomingRecord> incoming = StreamSupport.stream(records.spliterator(), false)
                .map(record -> IncomingRecord.read(codec, record))
                .toList();
        return buryUnreadable(incoming)
                .chain(() ->
                        act(incoming.stream().flatMap(r -> received(r).stream()).toList()))
                .invoke(progress::ended);
    }

    private Uni<Void> buryUnreadable(List<IncomingRecord> incoming) {
        return Multi.createFrom()
                .iterable(incoming)
                .onItem()
                .transformToUniAndConcatenate(record -> switch (record.decoded()) {
                    case Decoded.Unreadable(String reason) -> deadLetters.bury(record.source(), reason);
                    case Decoded.FromTheFuture future
                    when !handler(record.source().topic()).takesUnknownTypes() ->
                        deadLetters.bury(record.source(), "its type is not known to this version");
                    case Decoded.FromTheFuture future -> Uni.createFrom().voidItem();
                    case Decoded.Readable readable -> Uni.createFrom().voidItem();
                })
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Optional<Pending> received(IncomingRecord record) {
        ConsumerRecord<byte[], byte[]> source = record.source();
        return switch (record.decoded()) {
            case Decoded.Unreadable unreadable -> Optional.empty();
            case Decoded.FromTheFuture(Envelope envelope) ->
                handler(source.topic()).takesUnknownTypes()
                        ? Optional.of(new Pending(
                                new Received(source.topic(), envelope, null, source.value()), record.headers()))
                        : Optional.empty();
            case Decoded.Readable(Envelope envelope, Message message) ->
                handler(source.topic()).concerns(message)
                        ? Optional.of(new Pending(
                                new Received(source.topic(), envelope, message, source.value()), record.headers()))
                        : Optional.empty();
        };
    }

    private Uni<Void> act(List<Pending> pending) {
        if (pending.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return inOneTransaction(pending).onFailure().recoverWithUni(failure -> {
            if (pending.size() > 1) {
                LOG.debugf(failure, "a batch of %d messages failed, trying them one by one", pending.size());
            }
            return Multi.createFrom()
                    .iterable(pending)
                    .onItem()
                    .transformToUniAndConcatenate(this::actOrPark)
                    .collect()
                    .last()
                    .replaceWithVoid();
        });
    }

    /** Ends only when the message is acted on or parked: without a database it waits here. */
    private Uni<Void> actOrPark(Pending pending) {
        return inOneTransaction(List.of(pending))
                .onFailure()
                .retry()
                .withBackOff(config.backoff(), LONGEST_WAIT)
                .atMost(config.attempts())
                .onFailure()
                .recoverWithUni(failure -> park(pending, failure)
                        .invoke(() -> LOG.errorf(
                                failure,
                                "%s %s about %s keeps failing and is parked",
                                pending.received().envelope().type(),
                                pending.received().envelope().id(),
                                pending.received().envelope().subject())))
                .onFailure()
                .retry()
                .withBackOff(config.backoff(), LONGEST_WAIT)
                .indefinitely();
    }

    private Uni<Void> park(Pending pending, Throwable failure) {
        return transactions.run(session -> firstTime(session, List.of(pending))
                .chain(fresh -> fresh.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : parking.park(session, pending.received(), pending.headers(), failure, clock.instant())));
    }

    private Uni<Void> inOneTransaction(List<Pending> pending) {
        failpoints.passOwn("inbox.before-transaction");
        var handlersUsed = new HashSet<MessageHandler>();
        return transactions
                .run(session -> firstTime(session, pending)
                        .chain(fresh -> parking.parkedAmong(session, sparks(fresh))
                                .chain(parkedSparks -> {
                                    handlersUsed.clear();
                                    return Multi.createFrom()
                                            .iterable(runs(fresh, parkedSparks))
                                            .onItem()
                                            .transformToUniAndConcatenate(run -> {
                                                Received first = run.getFirst().received();
                                                if (parkedSparks.contains(
                                                        first.envelope().subject())) {
                                                    return parking.parkBehind(
                                                            session,
                                                            first,
                                                            run.getFirst().headers(),
                                                            clock.instant());
                                                }
                                                MessageHandler handler = handler(first.topic());
                                                handlersUsed.add(handler);
                                                return traced(
                                                        handler,
                                                        session,
                                                        run.stream()
                                                                .map(Pending::received)
                                                                .toList());
                                            })
                                            .collect()
                                            .last()
                                            .replaceWithVoid()
                                            .invoke(() -> {
                                                handled.increment(fresh.size());
                                                repeated.increment(pending.size() - fresh.size());
                                            });
                                })))
                .invoke(() -> {
                    failpoints.passOwn("inbox.after-transaction");
                    handlersUsed.forEach(MessageHandler::committed);
                });
    }

    /** Records the ids and keeps the messages whose ids are new. */
    private Uni<List<Pending>> firstTime(Mutiny.Session session, List<Pending> pending) {
        String[] ids = pending.stream()
                .map(next -> next.received().envelope().id())
                .distinct()
                .toArray(String[]::new);
        return session.createNativeQuery("""
            insert into inbox (message_id) select unnest(cast(:ids as text[]))
            on conflict do nothing returning message_id\
            """, String.class)
                .setParameter("ids", ids)
                .getResultList()
                .map(HashSet::new)
                .map(fresh -> {
                    var first = new ArrayList<Pending>();
                    for (Pending next : pending) {
                        if (fresh.remove(next.received().envelope().id())) {
                            first.add(next);
                        }
                    }
                    return first;
                });
    }

    /** What is handled by one call: what follows each other for a handler that takes batches, else each for itself. */
    private List<List<Pending>> runs(List<Pending> fresh, Set<String> parkedSparks) {
        var runs = new ArrayList<List<Pending>>();
        MessageHandler batching = null;
        for (Pending next : fresh) {
            boolean parked = parkedSparks.contains(next.received().envelope().subject());
            MessageHandler handler = handler(next.received().topic());
            if (parked || !handler.inBatches() || !handler.equals(batching)) {
                runs.add(new ArrayList<>());
            }
            batching = parked || !handler.inBatches() ? null : handler;
            runs.getLast().add(next);
        }
        return runs;
    }

    Uni<Void> traced(MessageHandler handler, Mutiny.Session session, Received received) {
        return traced(handler, session, List.of(received));
    }

    /** Handles within a span for each message that continues its trace. */
    private Uni<Void> traced(MessageHandler handler, Mutiny.Session session, List<Received> batch) {
        List<Span> spans = batch.stream().map(this::span).toList();
        Uni<Void> work;
        try (var scope = spans.size() == 1 ? spans.getFirst().makeCurrent() : Scope.noop()) {
            work = handler.inBatches() ? handler.handleAll(session, batch) : handler.handle(session, batch.getFirst());
        } catch (RuntimeException e) {
            work = Uni.createFrom().failure(e);
        }
        return work.onFailure()
                .invoke(failure -> spans.forEach(span ->
                        span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName())))
                .onTermination()
                .invoke(() -> spans.forEach(Span::end));
    }

    private Span span(Received received) {
        return tracer.spanBuilder("handle " + received.envelope().type())
                .setParent(Traces.parent(received.envelope().traceparent()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", received.topic())
                .setAttribute("messaging.message.id", received.envelope().id())
                .setAttribute("spark.id", received.envelope().subject())
                .startSpan();
    }

    /** Tries what is parked and due, in order; called by the sweep and by {@code redrive}. */
    public Uni<Integer> retryParked() {
        return parking.dueSparks(clock.instant())
                .chain(sparks -> Multi.createFrom()
                        .iterable(sparks)
                        .onItem()
                        .transformToUniAndConcatenate(this::retryParked)
                        .collect()
                        .with(java.util.stream.Collectors.summingInt(Integer::intValue)));
    }

    private Uni<Integer> retryParked(String spark) {
        // A loop, not a recursion: a spark may have thousands.
        return Multi.createBy()
                .repeating()
                .uni(() -> retryOldest(spark))
                .until(done -> !done)
                .collect()
                .with(java.util.stream.Collectors.summingInt(done -> 1))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf(failure, "what is parked of %s cannot be tried", spark);
                    return 0;
                });
    }

    /** Whether there was one, and it is handled. One that this version cannot read is postponed like one that fails. */
    private Uni<Boolean> retryOldest(String spark) {
        return parking.oldest(spark)
                .chain(oldest ->
                        oldest.map(this::retry).orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Boolean> retry(ParkedMessage parked) {
        return Uni.createFrom()
                .deferred(() -> {
                    Received received = receivedAgain(parked);
                    MessageHandler handler = handler(parked.topic);
                    return transactions
                            .run(session -> parking.claim(session, parked)
                                    .chain(claimed -> claimed
                                            ? traced(handler, session, received).replaceWith(true)
                                            : Uni.createFrom().item(false)))
                            .invoke(done -> {
                                if (done) {
                                    handler.committed();
                                }
                            });
                })
                .onFailure()
                .recoverWithUni(failure ->
                        parking.postpone(parked, failure, clock.instant()).replaceWith(false));
    }

    private Received receivedAgain(ParkedMessage parked) {
        return switch (codec.decode(parked.sparkId, Headers.read(parked.headers), parked.body)) {
            case Decoded.Readable(Envelope envelope, Message message) ->
                new Received(parked.topic, envelope, message, parked.body);
            case Decoded.FromTheFuture(Envelope envelope) -> new Received(parked.topic, envelope, null, parked.body);
            case Decoded.Unreadable(String reason) ->
                throw new IllegalStateException("a parked message is broken: " + reason);
        };
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> retryDue() {
        return retryParked().replaceWithVoid();
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOldIds() {
        Instant before = clock.instant().minus(config.remembers());
        return transactions
                .run(session -> session.createNativeQuery("delete from inbox where received_at < :before")
                        .setParameter("before", before)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private MessageHandler handler(String topic) {
        MessageHandler handler = handlers.get(topic);
        if (handler == null) {
            throw new IllegalStateException("no handler for topic " + topic);
        }
        return handler;
    }

    private static Set<String> sparks(List<Pending> pending) {
        var sparks = new HashSet<String>();
        pending.forEach(next -> sparks.add(next.received().envelope().subject()));
        return sparks;
    }

    /** A message and the headers to park it with. */
    private record Pending(Received received, Map<String, String> headers) {}
}
