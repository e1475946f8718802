package dev.spark.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.SparkId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static final SparkId SPARK = new SparkId("s-7f3kq2m5ab");
    private static final RunningPod POD = new RunningPod(SPARK, "uid-1", "node");
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final long MEMORY = 70_000_000;

    @Test
    void saysWhatWasUsedBetweenTwoReadings() {
        Measurement first = measure(Optional.empty(), Optional.of(usage("uid-1", 0, 1_000_000_000, 500)), 2L);
        Measurement second = measure(first.reading(), Optional.of(usage("uid-1", 10, 6_000_000_000L, 1500)), 0L);

        // Five seconds of a core in ten.
        assertThat(second.usage()).isEqualTo(new UsageMeasured(SPARK, Duration.ofSeconds(10), 500L, MEMORY, 1000L, 0L));
        assertThat(second.networkTotal()).contains(1500L);
    }

    @Test
    void knowsNoGrowthAtFirst() {
        Measurement first = measure(Optional.empty(), Optional.of(usage("uid-1", 0, 1_000_000_000, 500)), 2L);

        assertThat(first.usage()).isEqualTo(new UsageMeasured(SPARK, BEAT, null, MEMORY, null, 2L));
    }

    @Test
    void saysThatItDoesNotKnowWhereTheKubeletIsSilent() {
        Optional<Reading> known = known();
        Measurement silent = measure(known, Optional.empty(), null);

        assertThat(silent.usage()).isEqualTo(new UsageMeasured(SPARK, BEAT, null, null, null, null));
        assertThat(silent.reading()).isEqualTo(known);

        // The next answer covers the silence.
        Measurement back = measure(silent.reading(), Optional.of(usage("uid-1", 40, 7_000_000_000L, 1500)), 0L);
        assertThat(back.usage()).isEqualTo(new UsageMeasured(SPARK, Duration.ofSeconds(30), 33L, MEMORY, 0L, 0L));
    }

    @Test
    void beginsAnewWithANewPod() {
        Measurement other = measure(known(), Optional.of(usage("uid-2", 25, 9_000_000_000L, 9000)), 0L);

        assertThat(other.usage()).isEqualTo(new UsageMeasured(SPARK, BEAT, null, MEMORY, null, 0L));
        assertThat(other.reading().map(Reading::podUid)).contains("uid-2");
    }

    @Test
    void saysBothCountersOfTheSameLengthOfTime() {
        Optional<Sample> none = Optional.empty();
        var first = new PodUsage("uid-1", sample(0, 0), sample(0, 0), Optional.empty());
        var second = new PodUsage("uid-1", sample(20, 2_000_000_000L), sample(10, 500), Optional.empty());
        Measurement measured =
                measure(measure(Optional.empty(), Optional.of(first), null).reading(), Optional.of(second), null);

        assertThat(measured.usage())
                .isEqualTo(new UsageMeasured(SPARK, Duration.ofSeconds(20), 100L, null, 1000L, null));

        var withoutCpu = new PodUsage("uid-1", none, sample(30, 900), Optional.empty());
        assertThat(measure(measured.reading(), Optional.of(withoutCpu), null).usage())
                .isEqualTo(new UsageMeasured(SPARK, Duration.ofSeconds(20), null, null, 400L, null));
    }

    private static Optional<Reading> known() {
        Measurement first = measure(Optional.empty(), Optional.of(usage("uid-1", 0, 1_000_000_000, 500)), 0L);
        return measure(first.reading(), Optional.of(usage("uid-1", 10, 6_000_000_000L, 1500)), 0L)
                .reading();
    }

    private static Measurement measure(Optional<Reading> known, Optional<PodUsage> seen, Long statements) {
        return Measurement.of(POD, known, seen, Optional.ofNullable(statements), BEAT);
    }

    private static PodUsage usage(String uid, int second, long cpuNanos, long bytes) {
        return new PodUsage(uid, sample(second, cpuNanos), sample(second, bytes), Optional.of(MEMORY));
    }

    private static Optional<Sample> sample(int second, long value) {
        return Optional.of(new Sample(NOON.plusSeconds(second), value));
    }
}
