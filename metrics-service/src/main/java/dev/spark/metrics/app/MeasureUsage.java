package dev.spark.metrics.app;

import dev.spark.events.SparkId;
import dev.spark.metrics.MetricsConfig;
import dev.spark.metrics.domain.Measurement;
import dev.spark.metrics.domain.PodUsage;
import dev.spark.metrics.domain.Reading;
import dev.spark.metrics.domain.RunningPod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * One beat: asks the nodes and the database server, works out what each spark that runs has used since the beat before, and says
 * it. Of a spark about which somebody does not answer, it is said that it is not known.
 */
@ApplicationScoped
public class MeasureUsage {

    /** Longer gaps, as when nobody measured, are not made up for. */
    private static final int LONGEST_GAP = 10;

    private final RunningPods pods;
    private final Turns turns;
    private final Kubelets kubelets;
    private final SparkDatabases databases;
    private final Statements statements;
    private final Readings readings;
    private final Announcements announcements;
    private final Sources sources;
    private final Gauges gauges;
    private final Clock clock;
    private final Duration every;
    private volatile Instant measuredAt = Instant.EPOCH;

    MeasureUsage(
            RunningPods pods,
            Turns turns,
            Kubelets kubelets,
            SparkDatabases databases,
            Statements statements,
            Readings readings,
            Announcements announcements,
            Sources sources,
            Gauges gauges,
            Clock clock,
            MetricsConfig config) {
        this.pods = pods;
        this.turns = turns;
        this.kubelets = kubelets;
        this.databases = databases;
        this.statements = statements;
        this.readings = readings;
        this.announcements = announcements;
        this.sources = sources;
        this.gauges = gauges;
        this.clock = clock;
        this.every = config.every();
    }

    /** Measures if it is time, and this replica's turn. Returns whether it did. Throws where its own database does not answer. */
    public boolean beat() {
        // One that sees nobody run must not take the turn of one that does.
        Optional<Duration> taken = pods.areKnown() ? turns.take() : Optional.empty();
        Instant begun = clock.instant();
        if (taken.isEmpty()) {
            if (measuredAt.plus(every.multipliedBy(2)).isBefore(begun)) {
                gauges.show(List.of());
                sources.forgetNodes();
            }
            return false;
        }
        measuredAt = begun;
        measure(taken.get().compareTo(every.multipliedBy(LONGEST_GAP)) > 0 ? every : taken.get());
        gauges.took(Duration.between(begun, clock.instant()));
        return true;
    }

    private void measure(Duration sinceLastBeat) {
        List<RunningPod> running = pods.all();
        Set<SparkId> sparks = running.stream().map(RunningPod::sparkId).collect(Collectors.toSet());
        var counting = CompletableFuture.supplyAsync(
                () -> count(sparks, sinceLastBeat),
                task -> Thread.ofVirtual().name("count-statements").start(task));
        Map<String, PodUsage> seen = ask(running);
        Map<SparkId, Reading> known = readings.all();
        Map<SparkId, Long> counted = counting.join();

        List<Measurement> measurements = running.stream()
                .map(pod -> Measurement.of(
                        pod,
                        Optional.ofNullable(known.get(pod.sparkId())),
                        Optional.ofNullable(seen.get(pod.uid())),
                        Optional.ofNullable(counted.get(pod.sparkId())),
                        sinceLastBeat))
                .toList();

        var next = new HashMap<SparkId, Reading>();
        measurements.forEach(each ->
                each.reading().ifPresent(reading -> next.put(each.usage().sparkId(), reading)));
        readings.keep(next);
        announcements.say(measurements.stream().map(Measurement::usage).toList());
        gauges.show(measurements);
    }

    private Map<String, PodUsage> ask(List<RunningPod> running) {
        Set<String> nodes = running.stream()
                .map(RunningPod::node)
                .filter(node -> !node.isEmpty())
                .collect(Collectors.toSet());
        Map<String, Kubelets.Answer> answers = kubelets.ask(nodes);
        sources.note(answers);
        var seen = new HashMap<String, PodUsage>();
        for (Kubelets.Answer answer : answers.values()) {
            switch (answer) {
                case Kubelets.Answer.Summary(Map<String, PodUsage> usages) -> seen.putAll(usages);
                case Kubelets.Answer.Silence silence -> {
                    // what its pods use is not known
                }
            }
        }
        return seen;
    }

    /** The statements of each spark whose database is known. */
    private Map<SparkId, Long> count(Set<SparkId> sparks, Duration past) {
        Map<SparkId, String> names = databases.of(sparks);
        if (names.isEmpty()) {
            return Map.of();
        }
        Statements.Answer answer = statements.within(names.values(), past);
        sources.note(answer);
        return switch (answer) {
            case Statements.Answer.Counted(Map<String, Long> byDatabase) -> {
                var counts = new HashMap<SparkId, Long>();
                names.forEach((spark, name) -> counts.put(spark, byDatabase.getOrDefault(name, 0L)));
                yield counts;
            }
            case Statements.Answer.Silence silence -> Map.of();
        };
    }
}
