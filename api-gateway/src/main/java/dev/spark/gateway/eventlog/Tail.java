package dev.spark.gateway.eventlog;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.eventlog.PostgresEventLog.Scope;
import dev.spark.kit.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The end of the event log, followed once for everybody in this process: woken after our own commits, and by a slow poll for
 * those of other replicas. Live streams that keep up read from its memory, which is bounded; slower ones read from the log.
 */
@ApplicationScoped
public class Tail {

    private static final Logger LOG = Logger.getLogger(Tail.class);
    private static final int READ_AT_ONCE = 500;
    private static final long MOST_CHARACTERS = 8_000_000;

    private final Transactions transactions;
    private final PostgresEventLog log;
    private final Vertx vertx;
    private final GatewayConfig.Events config;
    private final ArrayDeque<Shown> kept = new ArrayDeque<>();
    private long keptCharacters;
    private long keptAfter = -1;
    private volatile long last = -1;
    private volatile boolean stopped = true;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** An event as it is shown; rendered once for all who read it here. */
    public record Shown(LoggedEvent event, String json) {
        static Shown of(LoggedEvent event) {
            return new Shown(event, Timeline.json(event));
        }
    }

    /**
     * Events after a position.
     *
     * @param readTo the position up to which all that are in scope have been given: where to go on
     */
    public record Page(List<Shown> events, long readTo) {}

    private record Waiter(long position, UniEmitter<? super Long> emitter) {}

    Tail(Transactions transactions, PostgresEventLog log, Vertx vertx, GatewayConfig config) {
        this.transactions = transactions;
        this.log = log;
        this.vertx = vertx;
        this.config = config.events();
    }

    void start(@Observes StartupEvent started) {
        stopped = false;
        vertx.setPeriodic(config.poll().toMillis(), timer -> wake());
        wake();
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        for (Waiter waiter : waiters) {
            waiter.emitter().complete(last);
        }
    }

    public boolean isStopped() {
        return stopped;
    }

    /** The position of the last event that this process has seen. */
    public Uni<Long> last() {
        return last >= 0 ? Uni.createFrom().item(last) : transactions.read(log::lastPosition);
    }

    /** Something may have been appended. Returns at once; many calls are one look. */
    public void wake() {
        wanted.set(true);
        if (!stopped && reading.compareAndSet(false, true)) {
            wanted.set(false);
            follow().subscribe().with(this::followed, this::failed);
        }
    }

    /** Completes with the last position as soon as it is beyond this one. */
    public Uni<Long> beyond(long position) {
        return Uni.createFrom().emitter(emitter -> {
            var waiter = new Waiter(position, emitter);
            emitter.onTermination(() -> waiters.remove(waiter));
            waiters.add(waiter);
            if (last > position || stopped) {
                emitter.complete(last);
            }
        });
    }

    /** The events in scope after the position, at most {@code limit}: from memory if they are there. */
    public Uni<Page> after(long position, Scope scope, int limit) {
        return fromMemory(position, scope, limit)
                .map(page -> Uni.createFrom().item(page))
                .orElseGet(() -> fromLog(position, scope, limit));
    }

    private java.util.Optional<Page> fromMemory(long position, Scope scope, int limit) {
        synchronized (kept) {
            if (keptAfter < 0 || position < keptAfter) {
                return java.util.Optional.empty();
            }
            var events = new ArrayList<Shown>();
            long readTo = Math.max(position, last);
            // From the end backwards to the first that is asked for: those who keep up ask for few.
            var wantedEvents = new ArrayDeque<Shown>();
            for (var all = kept.descendingIterator(); all.hasNext(); ) {
                Shown shown = all.next();
                if (shown.event().position() <= position) {
                    break;
                }
                wantedEvents.addFirst(shown);
            }
            for (Shown shown : wantedEvents) {
                if (scope.contains(shown.event())) {
                    events.add(shown);
                    if (events.size() == limit) {
                        readTo = shown.event().position();
                        break;
                    }
                }
            }
            return java.util.Optional.of(new Page(events, readTo));
        }
    }

    private Uni<Page> fromLog(long position, Scope scope, int limit) {
        return last().chain(known -> transactions
                .read(session -> log.after(session, position, scope, limit))
                .map(events -> {
                    List<Shown> shown = events.stream().map(Shown::of).toList();
                    long lastShown =
                            shown.isEmpty() ? position : shown.getLast().event().position();
                    return new Page(shown, shown.size() == limit ? lastShown : Math.max(lastShown, known));
                }));
    }

    private Uni<Boolean> follow() {
        if (last < 0) {
            return transactions.read(log::lastPosition).map(position -> {
                synchronized (kept) {
                    keptAfter = position;
                    last = position;
                }
                return true;
            });
        }
        long from = last;
        return transactions
                .read(session -> log.after(session, from, Scope.ALL, READ_AT_ONCE))
                .map(events -> {
                    keep(events.stream().map(Shown::of).toList());
                    return events.size() == READ_AT_ONCE;
                });
    }

    private void keep(List<Shown> events) {
        if (events.isEmpty()) {
            return;
        }
        synchronized (kept) {
            for (Shown shown : events) {
                kept.addLast(shown);
                keptCharacters += shown.json().length();
            }
            while (kept.size() > config.kept() || keptCharacters > MOST_CHARACTERS) {
                Shown oldest = kept.removeFirst();
                keptCharacters -= oldest.json().length();
                keptAfter = oldest.event().position();
            }
            last = events.getLast().event().position();
        }
        for (Waiter waiter : waiters) {
            if (last > waiter.position()) {
                waiter.emitter().complete(last);
            }
        }
    }

    private void followed(boolean more) {
        reading.set(false);
        if (more || wanted.get()) {
            wake();
        }
    }

    private void failed(Throwable failure) {
        LOG.debugf("the event log cannot be followed at the moment: %s", failure.toString());
        // The poll tries again.
        reading.set(false);
    }
}
