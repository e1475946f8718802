package dev.spark.metrics.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.SparkId;
import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.domain.PodUsage;
import dev.spark.metrics.domain.Reading;
import dev.spark.metrics.domain.RunningPod;
import dev.spark.metrics.domain.Sample;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

class MeasureUsageTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final SparkId ADA = new SparkId("s-7f3kq2m5ab");
    private static final SparkId BOB = new SparkId("s-7xmk6hw4nt");

    private final World world = new World();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Sources sources = new Sources(metrics, world.clock());
    private final MeasureUsage measureUsage = new MeasureUsage(
            world,
            world::take,
            world::ask,
            world.databases,
            world::count,
            world.readings,
            world.said::addAll,
            sources,
            new Gauges(metrics),
            world.clock(),
            new SmallRyeConfigBuilder()
                    .withMapping(MetricsConfig.class)
                    .addDiscoveredConverters()
                    .build()
                    .getConfigMapping(MetricsConfig.class));

    @Test
    void saysOfEachSparkWhatItUsed() {
        beat();
        world.now = NOON.plusSeconds(15);
        world.counter = 3_000_000_000L;
        beat();

        assertThat(world.said)
                .containsExactlyInAnyOrder(
                        new UsageMeasured(ADA, BEAT, 200L, 5L, 3_000_000_000L, 1L),
                        new UsageMeasured(BOB, BEAT, 200L, 5L, 3_000_000_000L, 0L));
        assertThat(gauges("spark.cpu.cores")).isEqualTo(2);
    }

    @Test
    void asksEachNodeOnce() {
        beat();

        assertThat(world.asked).containsExactly(Set.of("one"));
    }

    @Test
    void doesNotKnowTheStatementsWhereTheDatabaseIsAway() {
        world.statements = new Statements.Answer.Silence("gone");
        beat();

        assertThat(world.said).hasSize(2).allSatisfy(usage -> {
            assertThat(usage.statements()).isNull();
            assertThat(usage.memoryBytes()).isEqualTo(5);
        });
        assertThat(sources.databases().trouble()).contains("gone");
        assertThat(gauges("spark.database.statements")).isZero();
    }

    @Test
    void doesNotKnowTheStatementsOfADatabaseWithoutAName() {
        world.names.remove(BOB);
        beat();

        assertThat(usage(ADA).statements()).isOne();
        assertThat(usage(BOB).statements()).isNull();
    }

    @Test
    void doesNotKnowWhatASilentNodesPodsUse() {
        world.silent = true;
        beat();

        assertThat(world.said)
                .hasSize(2)
                .allSatisfy(usage -> assertThat(usage.memoryBytes()).isNull());
        assertThat(usage(ADA).statements()).isOne();
        assertThat(sources.silentNodes()).containsEntry("one", "asleep");

        world.silent = false;
        beat();
        assertThat(sources.silentNodes()).isEmpty();
    }

    @Test
    void leavesTheBeatToAnother() {
        world.due = Optional.empty();

        assertThat(measureUsage.beat()).isFalse();
        assertThat(world.said).isEmpty();
        assertThat(world.asked).isEmpty();
    }

    @Test
    void takesNoTurnWhileItDoesNotKnowWhoRuns() {
        world.known = false;

        assertThat(measureUsage.beat()).isFalse();
        assertThat(world.turnsTaken).isZero();
    }

    @Test
    void makesNotUpForALongGap() {
        world.due = Optional.of(Duration.ofDays(20_000));
        beat();

        assertThat(world.counted).containsExactly(BEAT);
        assertThat(usage(ADA).over()).isEqualTo(BEAT);
    }

    @Test
    void forgetsASparkThatRunsNoMore() {
        beat();
        world.pods.removeIf(pod -> pod.sparkId().equals(BOB));
        beat();

        assertThat(world.said).extracting(UsageMeasured::sparkId).containsExactly(ADA);
        assertThat(world.readings.kept).containsOnlyKeys(ADA);
        assertThat(gauges("spark.memory.working.set.bytes")).isOne();
        assertThat(gauges("spark.network.bytes")).isOne();
    }

    @Test
    void showsNothingWhenAnotherHasTakenOver() {
        beat();
        world.due = Optional.empty();
        world.now = NOON.plusSeconds(31);
        measureUsage.beat();

        assertThat(gauges("spark.memory.working.set.bytes")).isZero();
        assertThat(gauges("spark.network.bytes")).isZero();
        assertThat(gauges("spark.metrics.node.reading.age")).isZero();
    }

    private void beat() {
        world.said.clear();
        assertThat(measureUsage.beat()).isTrue();
    }

    private UsageMeasured usage(SparkId id) {
        return world.said.stream()
                .filter(usage -> usage.sparkId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private long gauges(String name) {
        return metrics.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().equals(name))
                .count();
    }

    /** Two sparks on one node. */
    private static final class World implements RunningPods {

        private Instant now = NOON;
        private boolean known = true;
        private boolean silent;
        private long counter;
        private int turnsTaken;
        private Optional<Duration> due = Optional.of(BEAT);
        private Statements.Answer statements = new Statements.Answer.Counted(Map.of("db-ada", 1L));
        private final List<RunningPod> pods =
                new ArrayList<>(List.of(new RunningPod(ADA, "uid-ada", "one"), new RunningPod(BOB, "uid-bob", "one")));
        private final Map<SparkId, String> names = new HashMap<>(Map.of(ADA, "db-ada", BOB, "db-bob"));
        private final List<UsageMeasured> said = new ArrayList<>();
        private final List<Set<String>> asked = new ArrayList<>();
        private final List<Duration> counted = new ArrayList<>();
        private final Names databases = new Names();
        private final Kept readings = new Kept();

        private Clock clock() {
            return new Clock() {
                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };
        }

        @Override
        public boolean areKnown() {
            return known;
        }

        @Override
        public List<RunningPod> all() {
            return pods;
        }

        private Optional<Duration> take() {
            turnsTaken++;
            return due;
        }

        private Map<String, Kubelets.Answer> ask(Set<String> nodes) {
            asked.add(nodes);
            if (silent) {
                return Map.of("one", new Kubelets.Answer.Silence("asleep"));
            }
            Optional<Sample> sample = Optional.of(new Sample(now, counter));
            return Map.of(
                    "one",
                    new Kubelets.Answer.Summary(Map.of(
                            "uid-ada", new PodUsage("uid-ada", sample, sample, Optional.of(5L)),
                            "uid-bob", new PodUsage("uid-bob", sample, sample, Optional.of(5L)))));
        }

        private Statements.Answer count(Collection<String> databases, Duration past) {
            counted.add(past);
            return statements;
        }

        private final class Names implements SparkDatabases {
            @Override
            public Map<SparkId, String> of(Collection<SparkId> sparks) {
                var some = new HashMap<>(names);
                some.keySet().retainAll(sparks);
                return some;
            }

            @Override
            public Uni<Void> note(Mutiny.Session session, SparkId spark, String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Uni<Void> forget(Mutiny.Session session, SparkId spark) {
                throw new UnsupportedOperationException();
            }
        }

        private static final class Kept implements Readings {
            private Map<SparkId, Reading> kept = Map.of();

            @Override
            public Map<SparkId, Reading> all() {
                return kept;
            }

            @Override
            public void keep(Map<SparkId, Reading> readings) {
                kept = Map.copyOf(readings);
            }
        }
    }
}
