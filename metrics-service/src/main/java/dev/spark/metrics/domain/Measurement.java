package dev.spark.metrics.domain;

import dev.spark.events.Activity.UsageMeasured;
import java.time.Duration;
import java.util.Optional;

/**
 * What a beat finds out about one spark.
 *
 * @param usage what is said of it
 * @param reading what the next beat goes on from; absent where its pod was never seen
 * @param networkTotal bytes received and sent since its pod began
 */
public record Measurement(UsageMeasured usage, Optional<Reading> reading, Optional<Long> networkTotal) {

    /**
     * @param known from the beat before
     * @param seen absent where the kubelet does not say
     * @param statements absent where that is not known
     * @param sinceLastBeat what is said to be measured where the counters tell no time
     */
    public static Measurement of(
            RunningPod pod,
            Optional<Reading> known,
            Optional<PodUsage> seen,
            Optional<Long> statements,
            Duration sinceLastBeat) {
        Optional<Reading> reading = seen.map(
                        usage -> known.map(before -> before.then(usage)).orElseGet(() -> Reading.from(usage)))
                .or(() -> known);
        // What was read before is kept over a silence, and says nothing about it.
        Optional<Reading> current = reading.filter(unused -> seen.isPresent());
        Optional<Course.Growth> cpu = current.filter(
                        unused -> seen.flatMap(PodUsage::cpu).isPresent())
                .flatMap(Reading::cpu)
                .flatMap(Course::growth);
        Optional<Course.Growth> network = current.filter(
                        unused -> seen.flatMap(PodUsage::network).isPresent())
                .flatMap(Reading::network)
                .flatMap(Course::growth);
        // Kubelets read the two at different times: both are said of one and the same length of time.
        Duration over = cpu.or(() -> network).map(Course.Growth::over).orElse(sinceLastBeat);
        return new Measurement(
                new UsageMeasured(
                        pod.sparkId(),
                        over,
                        cpu.map(Measurement::cpuMillis).orElse(null),
                        seen.flatMap(PodUsage::memoryBytes).orElse(null),
                        network.map(growth -> growth.within(over)).orElse(null),
                        statements.orElse(null)),
                reading,
                seen.flatMap(PodUsage::network).map(Sample::value));
    }

    private static Long cpuMillis(Course.Growth nanos) {
        return Math.round(nanos.amount() / (nanos.over().toNanos() / 1000.0));
    }
}
