package dev.spark.metrics.app;

import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.SparkId;
import dev.spark.metrics.domain.Measurement;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured last, for Prometheus. What is unknown, and sparks that run no more, are not there. */
@ApplicationScoped
class Gauges {

    private static final double MILLIS_PER_CORE = 1000;

    private record Traffic(AtomicLong bytes, FunctionCounter counter) {}

    private final MeterRegistry metrics;
    private final MultiGauge cores;
    private final MultiGauge memory;
    private final MultiGauge statements;
    private final Map<SparkId, Traffic> network = new HashMap<>();
    private volatile double lastBeat;

    Gauges(MeterRegistry metrics) {
        this.metrics = metrics;
        this.cores = gauge("spark.cpu.cores", "Cores that a spark uses, on average since the beat before");
        this.memory = gauge("spark.memory.working.set.bytes", "The working set of a spark's pod");
        this.statements = gauge(
                "spark.database.statements", "Statements that run in a spark's database, or did since the beat before");
        io.micrometer.core.instrument.Gauge.builder("spark.metrics.beat.duration", this, gauges -> gauges.lastBeat)
                .description("How long the last beat took")
                .baseUnit("seconds")
                .register(metrics);
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(metrics);
    }

    synchronized void show(List<Measurement> measurements) {
        set(cores, measurements, usage -> usage.cpuMillis() == null ? null : usage.cpuMillis() / MILLIS_PER_CORE);
        set(memory, measurements, UsageMeasured::memoryBytes);
        set(statements, measurements, UsageMeasured::statements);
        Set<SparkId> running =
                measurements.stream().map(each -> each.usage().sparkId()).collect(Collectors.toSet());
        network.entrySet().removeIf(entry -> {
            boolean gone = !running.contains(entry.getKey());
            if (gone) {
                metrics.remove(entry.getValue().counter());
            }
            return gone;
        });
        measurements.forEach(each -> each.networkTotal()
                .ifPresent(bytes -> network.computeIfAbsent(each.usage().sparkId(), this::traffic)
                        .bytes()
                        .set(bytes)));
    }

    void took(Duration beat) {
        lastBeat = beat.toNanos() / 1e9;
    }

    private static void set(
            MultiGauge gauge, List<Measurement> measurements, Function<UsageMeasured, @Nullable Number> value) {
        gauge.register(
                measurements.stream()
                        .map(each -> row(each.usage(), value.apply(each.usage())))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toList()),
                true);
    }

    private static MultiGauge.@Nullable Row<?> row(UsageMeasured usage, @Nullable Number value) {
        return value == null
                ? null
                : MultiGauge.Row.of(Tags.of("spark_id", usage.sparkId().value()), value);
    }

    /** A counter, named {@code spark_network_bytes_total}: the bytes begin anew with each pod. */
    private Traffic traffic(SparkId id) {
        var bytes = new AtomicLong();
        return new Traffic(
                bytes,
                FunctionCounter.builder("spark.network.bytes", bytes, AtomicLong::doubleValue)
                        .description("Bytes that a spark's pod has received and sent")
                        .tags("spark_id", id.value())
                        .register(metrics));
    }
}
