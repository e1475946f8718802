package dev.spark.gateway.connections;

import dev.spark.events.SparkId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What is open into sparks through this replica. */
@ApplicationScoped
public class Connections {

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<SparkId, LongAdder> traffic = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Counter bytesToSparks;
    private final Counter bytesFromSparks;
    private volatile Consumer<SparkId> whenOpened = spark -> {};

    Connections(MeterRegistry metrics, Clock clock) {
        this.clock = clock;
        this.bytesToSparks = metrics.counter("spark.gateway.connection.bytes", "direction", "to_spark");
        this.bytesFromSparks = metrics.counter("spark.gateway.connection.bytes", "direction", "from_spark");
        for (Kind kind : Kind.values()) {
            Gauge.builder("spark.gateway.connections", () -> count(kind))
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }

    public enum Kind {
        TUNNEL,
        EXEC,
        JUMP,
        ACTIVATOR
    }

    /**
     * What has been seen of a spark's connections.
     *
     * @param commands how many of them run a command that somebody waits for
     * @param bytes in both directions, since the last time
     */
    public record Seen(int open, int commands, long bytes) {}

    /** One of them. Close it when it is over. */
    public final class Open implements AutoCloseable {

        private final Admitted admitted;
        private final Kind kind;
        private final Instant since;
        private final BiConsumer<Ending, String> cut;
        private volatile boolean command;

        private Open(Admitted admitted, Kind kind, Instant since, BiConsumer<Ending, String> cut) {
            this.admitted = admitted;
            this.kind = kind;
            this.since = since;
            this.cut = cut;
        }

        public Admitted admitted() {
            return admitted;
        }

        public Kind kind() {
            return kind;
        }

        public Instant since() {
            return since;
        }

        public void sentToSpark(int bytes) {
            bytesToSparks.increment(bytes);
            traffic(admitted.spark()).add(bytes);
        }

        public void receivedFromSpark(int bytes) {
            bytesFromSparks.increment(bytes);
            traffic(admitted.spark()).add(bytes);
        }

        /** A command without a terminal runs on it: somebody waits for its end. */
        public void runsCommand() {
            command = true;
        }

        /** Ends it from outside; returns at once. */
        public void cut(Ending ending, String detail) {
            cut.accept(ending, detail);
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    /** @param cut ends it from another thread, without waiting */
    public Open opened(Admitted admitted, Kind kind, BiConsumer<Ending, String> cut) {
        var connection = new Open(admitted, kind, clock.instant(), cut);
        open.add(connection);
        traffic(admitted.spark());
        whenOpened.accept(admitted.spark());
        return connection;
    }

    /** Who is told when a connection has opened. Must not wait. */
    void whenOpened(Consumer<SparkId> told) {
        whenOpened = told;
    }

    /** What has been seen since the last time, of each spark that has had a connection since. */
    Map<SparkId, Seen> takeSeen() {
        var seen = new HashMap<SparkId, Seen>();
        traffic.keySet().forEach(spark -> takeSeen(spark).ifPresent(what -> seen.put(spark, what)));
        return seen;
    }

    Optional<Seen> takeSeen(SparkId spark) {
        LongAdder bytes = traffic.get(spark);
        if (bytes == null) {
            return Optional.empty();
        }
        Collection<Open> those = of(spark);
        if (those.isEmpty() && traffic.remove(spark, bytes) && !of(spark).isEmpty()) {
            traffic.putIfAbsent(spark, bytes); // one has opened meanwhile, and may have seen what was removed
        }
        return Optional.of(new Seen(
                those.size(),
                (int) those.stream().filter(connection -> connection.command).count(),
                bytes.sumThenReset()));
    }

    private LongAdder traffic(SparkId spark) {
        return traffic.computeIfAbsent(spark, ignored -> new LongAdder());
    }

    public Collection<Open> all() {
        return List.copyOf(open);
    }

    public Collection<Open> of(SparkId spark) {
        return open.stream()
                .filter(connection -> connection.admitted().spark().equals(spark))
                .toList();
    }

    /** Ends all of that spark; returns how many. */
    public int cut(SparkId spark, Ending ending, String detail) {
        Collection<Open> those = of(spark);
        those.forEach(connection -> connection.cut(ending, detail));
        return those.size();
    }

    private long count(Kind kind) {
        return open.stream().filter(connection -> connection.kind() == kind).count();
    }
}
