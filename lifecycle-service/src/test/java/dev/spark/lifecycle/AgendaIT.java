package dev.spark.lifecycle;

import static dev.spark.testing.KafkaProbe.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.events.Activity.ActivityAssessed;
import dev.spark.events.Activity.ConnectionsSeen;
import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Activity.Verdict;
import dev.spark.events.Message;
import dev.spark.events.Signal;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkExpired;
import dev.spark.events.SparkEvent.SparkExpiring;
import dev.spark.events.SparkEvent.SparkExtended;
import dev.spark.events.SparkEvent.SparkFoundIdle;
import dev.spark.events.SparkEvent.SparkHeld;
import dev.spark.events.SparkEvent.SparkHoldReleased;
import dev.spark.events.SparkEvent.SparkPurgeDue;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkEvent.SparkRequested;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkTrashed;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.events.Topics;
import dev.spark.lifecycle.app.AgendaStore;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is due is told, when it is due by the database's clock. Time passes there by moving what is written down into the past. */
@QuarkusTest
@WithTestResource(
        value = SparkInfrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "lifecycle"),
            @ResourceArg(name = "kubernetes", value = "true")
        })
@WithTestResource(LifecycleSettings.class)
class AgendaIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Postgres DATABASE = Postgres.as("lifecycle");

    private final SparkId spark = SparkId.random(new SecureRandom());
    private final KafkaProbe events = KafkaProbe.fromNow(Topics.EVENTS);
    private final KafkaProbe activity = KafkaProbe.fromNow(Topics.ACTIVITY);

    @Inject
    AgendaStore agendas;

    @AfterEach
    void close() {
        hear(new SparkPurged(spark));
        events.close();
        activity.close();
    }

    @Test
    void findsIdleWhatNobodyUsesAndSaysOnWhatEvidence() {
        hear(requested(null, Duration.ofSeconds(3)));
        hear(new SparkStarted(spark));
        await().atMost(SOON).until(() -> verdict().equals(Optional.of(Verdict.UNKNOWN)));
        measure(2L, 0L);
        await().atMost(SOON).until(() -> verdict().equals(Optional.of(Verdict.IDLE)));

        SparkFoundIdle found = awaitTold(SparkFoundIdle.class);
        assertThat(found.idleTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(found.evidence()).extracting(Signal::kind).containsExactly(Signal.Kind.values());
        assertThat(found.evidence()).extracting(Signal::level).containsOnly(Signal.Level.QUIET);

        hear(new SparkSleepRequested(spark, SparkEvent.SleepCause.IDLE, "nobody has used it", "spark"));
        await().atMost(SOON).until(() -> dueAt().isEmpty());
    }

    @Test
    void findsNothingIdleThatIsUsedOrHeld() {
        hear(requested(null, Duration.ofSeconds(2)));
        hear(new SparkStarted(spark));
        measure(900L, 0L);
        await().atMost(SOON).until(() -> verdict().equals(Optional.of(Verdict.ACTIVE)));
        measure(2L, 1L);
        await().atMost(SOON).until(() -> activity(Signal.Kind.DATABASE).equals(Signal.Level.ACTIVE));
        hear(Topics.ACTIVITY, new ConnectionsSeen(spark, "one", Duration.ZERO, 1, 0, 0));
        measure(2L, 0L);
        await().atMost(SOON).until(() -> activity(Signal.Kind.CONNECTIONS).equals(Signal.Level.ACTIVE));
        hear(new SparkHeld(spark, "build", Instant.now().plusSeconds(3600), "a build", "ada"));
        await().atMost(SOON).until(() -> verdict().equals(Optional.of(Verdict.HELD)));
        hear(Topics.ACTIVITY, new ConnectionsSeen(spark, "one", Duration.ofSeconds(1), 0, 0, 0));
        afterTheIdleTimeout(Duration.ofSeconds(2));
        assertThat(told()).isEmpty();

        hear(new SparkHoldReleased(spark, "build", "ada"));
        awaitTold(SparkFoundIdle.class);
    }

    @Test
    void warnsExpiresAndPurgesByTheClockOfTheDatabase() {
        // Whoever says so may have a clock that is a day fast: what counts is when by the database's clock.
        hear(requested(Duration.ofHours(3), Duration.ofHours(1)));
        await().atMost(SOON).until(() -> dueAt().isPresent());
        afterWhatIsDue();
        assertThat(told()).isEmpty();

        hear(new SparkExtended(spark, Instant.now().plus(Duration.ofHours(2)).plusSeconds(2), "ada"));
        assertThat(awaitTold(SparkExpiring.class).left()).isEqualTo(Duration.ofHours(2));
        hear(new SparkExtended(spark, Instant.now().plusSeconds(2), "ada"));
        awaitTold(SparkExpired.class);
        assertThat(told()).hasSize(2);

        hear(new SparkTrashed(spark, Instant.now().plusSeconds(2)));
        awaitTold(SparkPurgeDue.class);
        hear(new SparkPurged(spark));
        await().atMost(SOON)
                .until(() -> DATABASE.rows("select 1 from agenda where spark_id = ?", spark.value())
                        .isEmpty());
    }

    @Test
    void tellsWhatIsDueOnceHoweverManyReplicasLook() throws InterruptedException {
        hear(requested(Duration.ofHours(3), Duration.ofHours(1)));
        await().atMost(SOON).until(() -> dueAt().isPresent());
        hear(new SparkExtended(spark, Instant.now().plusSeconds(1), "ada"));
        List<Thread> replicas = IntStream.range(0, 8)
                .mapToObj(replica -> Thread.ofVirtual().start(() -> {
                    Instant end = Instant.now().plusSeconds(3);
                    while (Instant.now().isBefore(end)) {
                        agendas.tellDue(10).await().atMost(SOON);
                    }
                }))
                .toList();
        for (Thread replica : replicas) {
            replica.join();
        }
        awaitTold(SparkExpired.class);
        afterWhatIsDue();
        assertThat(told()).hasSize(1);
    }

    private SparkRequested requested(Duration ttl, Duration idleTimeout) {
        return requested(spark, ttl, idleTimeout);
    }

    private static SparkRequested requested(SparkId spark, Duration ttl, Duration idleTimeout) {
        return new SparkRequested(
                spark,
                new SparkSpec(
                        "demo",
                        "ada",
                        null,
                        null,
                        null,
                        new SparkSpec.Size("1", "1Gi", "1Gi"),
                        List.of(),
                        Map.of(),
                        ttl,
                        idleTimeout,
                        SparkSpec.WakePolicy.ANY,
                        List.of()),
                List.of(),
                "ada");
    }

    private void measure(Long cpuMillis, Long statements) {
        measure(spark, cpuMillis, statements);
    }

    private static void measure(SparkId spark, Long cpuMillis, Long statements) {
        hear(Topics.ACTIVITY, new UsageMeasured(spark, Duration.ofSeconds(15), cpuMillis, 1L << 20, 100L, statements));
    }

    private static void hear(String topic, Message message) {
        KafkaProbe.send(Wire.record(topic, message));
    }

    private static void hear(SparkEvent event) {
        hear(Topics.EVENTS, event);
    }

    private Optional<Instant> dueAt() {
        return DATABASE.rows("select due_at from agenda where spark_id = ?", spark.value()).stream()
                .flatMap(row -> Stream.ofNullable((java.sql.Timestamp) row.get("due_at")))
                .map(java.sql.Timestamp::toInstant)
                .findFirst();
    }

    private Optional<ActivityAssessed> assessed() {
        return activity.received().stream()
                .filter(record -> header(record, "ce_subject").equals(spark.value()))
                .map(Wire::message)
                .filter(ActivityAssessed.class::isInstance)
                .map(ActivityAssessed.class::cast)
                .reduce((earlier, later) -> later);
    }

    private Optional<Verdict> verdict() {
        return assessed().map(ActivityAssessed::verdict);
    }

    private Signal.Level activity(Signal.Kind kind) {
        return assessed().orElseThrow().signals().stream()
                .filter(signal -> signal.kind() == kind)
                .findFirst()
                .orElseThrow()
                .level();
    }

    private List<SparkEvent> told() {
        return told(spark);
    }

    private List<SparkEvent> told(SparkId spark) {
        return events.received().stream()
                .filter(record -> header(record, "ce_subject").equals(spark.value())
                        && header(record, "ce_source").equals("spark/lifecycle"))
                .map(Wire::message)
                .map(SparkEvent.class::cast)
                .toList();
    }

    private <E extends SparkEvent> E awaitTold(Class<E> kind) {
        return awaitTold(spark, kind);
    }

    private <E extends SparkEvent> E awaitTold(SparkId spark, Class<E> kind) {
        await(kind.getSimpleName())
                .pollInSameThread()
                .atMost(SOON)
                .until(() -> told(spark).stream().anyMatch(kind::isInstance));
        return told(spark).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Returns when something that became due after this call has been told: what was due before it has been told, too. */
    private void afterWhatIsDue() {
        SparkId control = SparkId.random(new SecureRandom());
        hear(requested(control, Duration.ofHours(3), Duration.ofHours(1)));
        hear(new SparkExtended(control, Instant.now().plusSeconds(1), "ada"));
        awaitTold(control, SparkExpired.class);
        hear(new SparkPurged(control));
    }

    /** Returns when a spark that nobody uses, and that began to be idle after this call, has been found idle. */
    private void afterTheIdleTimeout(Duration idleTimeout) {
        SparkId control = SparkId.random(new SecureRandom());
        hear(requested(control, null, idleTimeout));
        hear(new SparkStarted(control));
        measure(control, 2L, 0L);
        awaitTold(control, SparkFoundIdle.class);
        hear(new SparkPurged(control));
    }
}
