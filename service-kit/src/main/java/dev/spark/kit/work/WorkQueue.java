package dev.spark.kit.work;

import dev.spark.events.SparkId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. Each spark is worked on once at a time; what is asked for meanwhile is done once more afterwards. Work
 * runs on virtual threads, a bounded number at once; sweeps have places of their own and keep nobody waiting.
 *
 * @param <D> how closely a spark is looked at, the closest last: of several that are asked for the closest is done
 */
public final class WorkQueue<D extends Comparable<D>> {

    /** What is done on a spark whose turn it is. */
    public interface Work<D> {
        void on(SparkId id, D depth);
    }

    private enum Stage {
        QUEUED,
        QUEUED_FOR_SWEEP,
        RUNNING
    }

    /** @param again how to look once more after this run, null if nobody asked */
    private record Entry<D>(Stage stage, D depth, @Nullable D again) {}

    private record Timer(Instant at, Future<?> future) {}

    private final Work<D> work;
    private final D glance;
    private final Clock clock;
    private final Semaphore places;
    private final Semaphore sweepPlaces;
    private final ConcurrentHashMap<SparkId, Entry<D>> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SparkId, Timer> timers = new ConcurrentHashMap<>();
    private volatile Instant lastProgress;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reconciler-timer").daemon().factory());
    private volatile boolean closed;

    /** @param glance how a spark is looked at when a time has come */
    public WorkQueue(int concurrency, int sweepConcurrency, D glance, Clock clock, Work<D> work) {
        this.work = work;
        this.glance = glance;
        this.clock = clock;
        this.places = new Semaphore(concurrency, true);
        this.sweepPlaces = new Semaphore(sweepConcurrency, true);
        this.lastProgress = clock.instant();
    }

    /** At once. */
    public void add(SparkId id, D depth) {
        add(id, depth, Stage.QUEUED);
    }

    /** When there is time. */
    public void addToSweep(SparkId id, D depth) {
        add(id, depth, Stage.QUEUED_FOR_SWEEP);
    }

    /** Not before the time; of several times the earliest. */
    public void addAt(SparkId id, Instant at) {
        timers.compute(id, (key, known) -> {
            if (known != null && !known.at().isAfter(at)) {
                return known;
            }
            if (known != null) {
                known.future().cancel(false);
            }
            long delay = Math.max(0, Duration.between(clock.instant(), at).toMillis());
            return new Timer(
                    at,
                    timer.schedule(
                            () -> {
                                timers.remove(id);
                                add(id, glance);
                            },
                            delay,
                            TimeUnit.MILLISECONDS));
        });
    }

    public int size() {
        return entries.size();
    }

    public int running() {
        return (int) entries.values().stream()
                .filter(entry -> entry.stage() == Stage.RUNNING)
                .count();
    }

    /** Since when there has been work and none of it was finished. */
    public Optional<Instant> stuckSince() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(lastProgress);
    }

    public void close() {
        closed = true;
        timer.shutdownNow();
    }

    private void add(SparkId id, D depth, Stage stage) {
        if (closed) {
            return;
        }
        if (entries.isEmpty()) {
            lastProgress = clock.instant();
        }
        boolean[] start = {false};
        entries.compute(id, (key, entry) -> {
            if (entry == null) {
                start[0] = true;
                return new Entry<>(stage, depth, null);
            }
            return switch (entry.stage()) {
                case RUNNING ->
                    new Entry<>(
                            Stage.RUNNING, entry.depth(), entry.again() == null ? depth : closer(entry.again(), depth));
                case QUEUED -> new Entry<>(Stage.QUEUED, closer(entry.depth(), depth), null);
                case QUEUED_FOR_SWEEP -> {
                    // Overtakes itself: the place in the sweep finds nothing to do.
                    start[0] = stage == Stage.QUEUED;
                    yield new Entry<>(stage, closer(entry.depth(), depth), null);
                }
            };
        });
        if (start[0]) {
            Thread.ofVirtual().name("reconcile-" + id).start(() -> run(id, stage));
        }
    }

    private void run(SparkId id, Stage stage) {
        Semaphore place = stage == Stage.QUEUED ? places : sweepPlaces;
        try {
            place.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            var depth = new AtomicReference<@Nullable D>();
            entries.computeIfPresent(id, (key, entry) -> {
                if (entry.stage() != stage) {
                    return entry;
                }
                depth.set(entry.depth());
                return new Entry<>(Stage.RUNNING, entry.depth(), null);
            });
            D wanted = depth.get();
            if (wanted == null || closed) {
                return;
            }
            try {
                work.on(id, wanted);
            } finally {
                finished(id);
            }
        } finally {
            place.release();
        }
    }

    private void finished(SparkId id) {
        lastProgress = clock.instant();
        var again = new AtomicReference<@Nullable D>();
        entries.computeIfPresent(id, (key, entry) -> {
            again.set(entry.again());
            return null;
        });
        D wanted = again.get();
        if (wanted != null) {
            add(id, wanted);
        }
    }

    private static <D extends Comparable<D>> D closer(D one, D other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
