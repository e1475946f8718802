package dev.spark.provisioner.app;

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
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. Each spark is worked on once at a time; what is asked for meanwhile is done once more afterwards. Work
 * runs on virtual threads, a bounded number at once; sweeps have places of their own and keep nobody waiting.
 */
final class WorkQueue {

    interface Work {
        void on(SparkId id, Depth depth);
    }

    private enum Stage {
        QUEUED,
        QUEUED_FOR_SWEEP,
        RUNNING
    }

    /** @param again how to look once more after this run, null if nobody asked */
    private record Entry(Stage stage, Depth depth, @Nullable Depth again) {}

    private record Timer(Instant at, Future<?> future) {}

    private final Work work;
    private final Clock clock;
    private final Semaphore places;
    private final Semaphore sweepPlaces;
    private final ConcurrentHashMap<SparkId, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SparkId, Timer> timers = new ConcurrentHashMap<>();
    private volatile Instant lastProgress;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reconciler-timer").daemon().factory());
    private volatile boolean closed;

    WorkQueue(int concurrency, int sweepConcurrency, Clock clock, Work work) {
        this.work = work;
        this.clock = clock;
        this.places = new Semaphore(concurrency, true);
        this.sweepPlaces = new Semaphore(sweepConcurrency, true);
        this.lastProgress = clock.instant();
    }

    /** At once. */
    void add(SparkId id, Depth depth) {
        add(id, depth, Stage.QUEUED);
    }

    /** When there is time. */
    void addToSweep(SparkId id, Depth depth) {
        add(id, depth, Stage.QUEUED_FOR_SWEEP);
    }

    /** Not before the time; of several times the earliest. */
    void addAt(SparkId id, Instant at) {
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
                                add(id, Depth.GLANCE);
                            },
                            delay,
                            TimeUnit.MILLISECONDS));
        });
    }

    int size() {
        return entries.size();
    }

    int running() {
        return (int) entries.values().stream()
                .filter(entry -> entry.stage() == Stage.RUNNING)
                .count();
    }

    /** Since when there has been work and none of it was finished. */
    Optional<Instant> stuckSince() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(lastProgress);
    }

    void close() {
        closed = true;
        timer.shutdownNow();
    }

    private void add(SparkId id, Depth depth, Stage stage) {
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
                return new Entry(stage, depth, null);
            }
            return switch (entry.stage()) {
                case RUNNING ->
                    new Entry(
                            Stage.RUNNING,
                            entry.depth(),
                            entry.again() == null ? depth : entry.again().or(depth));
                case QUEUED -> new Entry(Stage.QUEUED, entry.depth().or(depth), null);
                case QUEUED_FOR_SWEEP -> {
                    // Overtakes itself: the place in the sweep finds nothing to do.
                    start[0] = stage == Stage.QUEUED;
                    yield new Entry(stage, entry.depth().or(depth), null);
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
            Depth[] depth = {null};
            entries.computeIfPresent(id, (key, entry) -> {
                if (entry.stage() != stage) {
                    return entry;
                }
                depth[0] = entry.depth();
                return new Entry(Stage.RUNNING, entry.depth(), null);
            });
            if (depth[0] == null || closed) {
                return;
            }
            try {
                work.on(id, depth[0]);
            } finally {
                finished(id);
            }
        } finally {
            place.release();
        }
    }

    private void finished(SparkId id) {
        lastProgress = clock.instant();
        Depth[] again = {null};
        entries.computeIfPresent(id, (key, entry) -> {
            again[0] = entry.again();
            return null;
        });
        if (again[0] != null) {
            add(id, again[0]);
        }
    }
}
