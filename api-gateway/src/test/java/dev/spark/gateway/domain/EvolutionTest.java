package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkEvent.WakeCause;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvolutionTest {

    static final SparkId ID = new SparkId("s-7f3kq2m9ab".replace('9', '7'));
    static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    static final SparkSpec SPEC = new SparkSpec(
            "brave-dolphin",
            "ada",
            null,
            null,
            null,
            new SparkSpec.Size("1", "1Gi", "10Gi"),
            List.of("TOKEN"),
            Map.of("a", "1"),
            Duration.ofDays(1),
            Duration.ofMinutes(30),
            SparkSpec.WakePolicy.ANY,
            List.of());

    static final List<SparkState> STATES = List.of(
            new SparkState.Requested(),
            new SparkState.Queued(),
            new SparkState.QueuedToWake(),
            new SparkState.Creating(),
            new SparkState.Running(),
            new SparkState.Interrupted("why"),
            new SparkState.FallingAsleep(),
            new SparkState.Asleep("why"),
            new SparkState.Stopping(),
            new SparkState.Stopped(),
            new SparkState.Waking(true),
            new SparkState.Failed("step", "why"),
            new SparkState.Failed("wake", "why"),
            new SparkState.Deleting(false),
            new SparkState.Deleting(true),
            new SparkState.Trashed(AT),
            new SparkState.Purged());

    static final List<SparkEvent> EVENTS = List.of(
            new SparkEvent.SparkRequested(ID, SPEC, List.of("key"), "ada"),
            new SparkEvent.SparkQueued(ID),
            new SparkEvent.SparkAdmitted(ID),
            new SparkEvent.SparkStepReached(ID, "database", StepState.STARTED, "Creating"),
            new SparkEvent.SparkProvisioned(ID, "image", "db", "host"),
            new SparkEvent.SparkStarted(ID),
            new SparkEvent.SparkInterrupted(ID, "again"),
            new SparkEvent.SparkRepaired(ID, List.of("secret")),
            new SparkEvent.SparkFailed(ID, "volume", "full"),
            new SparkEvent.SparkRetried(ID, "ada"),
            new SparkEvent.SparkImageChanged(ID, "another"),
            new SparkEvent.SparkRootResetRequested(ID, "ada"),
            new SparkEvent.SparkConfigured(ID, Map.of("b", "2"), null, null, "ada"),
            new SparkEvent.SparkKeysAuthorized(ID, List.of("other"), "ada"),
            new SparkEvent.SparkSleepRequested(ID, null, null, "ada"),
            new SparkEvent.SparkAsleep(ID, "idle"),
            new SparkEvent.SparkStopRequested(ID, "ada"),
            new SparkEvent.SparkStopped(ID),
            new SparkEvent.SparkWakeRequested(ID, "ada", WakeCause.CONNECTION),
            new SparkEvent.SparkFoundIdle(ID, AT, Duration.ofMinutes(30), List.of()),
            new SparkEvent.SparkHeld(ID, "build", AT.plusSeconds(60), "a build", "ada"),
            new SparkEvent.SparkHoldReleased(ID, "build", "ada"),
            new SparkEvent.SparkExtended(ID, AT.plusSeconds(60), "ada"),
            new SparkEvent.SparkExpiring(ID, AT.plusSeconds(60), Duration.ofSeconds(60)),
            new SparkEvent.SparkExpired(ID, AT),
            new SparkEvent.SparkTrashRequested(ID, SparkEvent.TrashCause.REQUEST, "ada"),
            new SparkEvent.SparkTrashed(ID, AT.plusSeconds(60)),
            new SparkEvent.SparkPurgeDue(ID, AT.plusSeconds(60)),
            new SparkEvent.SparkUndeleted(ID, null, "ada"),
            new SparkEvent.SparkDeletionRequested(ID, "ada"),
            new SparkEvent.SparkPurged(ID));

    @Test
    void hasALifeLikeThis() {
        String table = Stream.concat(
                        Stream.of(
                                row("", STATES.stream().map(EvolutionTest::head).toList())),
                        EVENTS.stream()
                                .map(event -> row(
                                        event.getClass().getSimpleName(),
                                        STATES.stream()
                                                .map(state -> cell(state, Evolution.next(state, event)))
                                                .toList())))
                .collect(Collectors.joining("\n"));

        assertThat(table).isEqualTo("""
                                        | requested      | queued         | queued-wake    | creating       | running        | interrupted    | falling_asleep | asleep         | stopping       | stopped        | waking         | failed         | failed-wake    | deleting       | trashing       | trashed        | purged
                SparkRequested          | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkQueued             | queued         | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | queued-wake    | ·              | ·              | ·              | ·              | ·              | ·
                SparkAdmitted           | creating       | creating       | waking         | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkStepReached        | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkProvisioned        | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkStarted            | running        | running        | ·              | running        | ·              | running        | ·              | ·              | ·              | ·              | running        | running        | running        | ·              | ·              | ·              | ·
                SparkInterrupted        | ·              | ·              | ·              | ·              | interrupted    | interrupted    | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkRepaired           | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkFailed             | failed         | failed         | ·              | failed         | failed         | failed         | failed         | ·              | failed         | ·              | failed         | failed         | failed         | ·              | ·              | ·              | ·
                SparkRetried            | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | creating       | waking         | ·              | ·              | ·              | ·
                SparkImageChanged       | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkRootResetRequested | ·              | ·              | ·              | ·              | interrupted    | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkConfigured         | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkKeysAuthorized     | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkSleepRequested     | ·              | ·              | falling_asleep | ·              | falling_asleep | falling_asleep | ·              | ·              | ·              | ·              | falling_asleep | falling_asleep | falling_asleep | ·              | ·              | ·              | ·
                SparkAsleep             | ·              | ·              | ·              | ·              | ·              | ·              | asleep         | ·              | ·              | ·              | ·              | asleep         | asleep         | ·              | ·              | ·              | ·
                SparkStopRequested      | ·              | ·              | stopping       | ·              | stopping       | stopping       | stopping       | stopping       | ·              | ·              | stopping       | stopping       | stopping       | ·              | ·              | ·              | ·
                SparkStopped            | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | stopped        | ·              | ·              | stopped        | stopped        | ·              | ·              | ·              | ·
                SparkWakeRequested      | ·              | ·              | ·              | ·              | ·              | ·              | waking         | waking         | waking         | waking         | ·              | waking         | waking         | ·              | ·              | ·              | ·
                SparkFoundIdle          | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkHeld               | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkHoldReleased       | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkExtended           | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkExpiring           | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkExpired            | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkTrashRequested     | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | trashing       | ·              | ·              | ·              | ·
                SparkTrashed            | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | trashed        | ·              | ·
                SparkPurgeDue           | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·
                SparkUndeleted          | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | ·              | falling_asleep | falling_asleep | ·
                SparkDeletionRequested  | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | deleting       | ·              | deleting       | deleting       | ·
                SparkPurged             | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | purged         | ·""");
    }

    @Test
    void knowsEveryEvent() {
        assertThat(EVENTS.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(SparkEvent.class.getPermittedSubclasses());
    }

    @Test
    void beginsOnlyWithARequest() {
        for (SparkEvent event : EVENTS) {
            assertThat(Evolution.evolve(Optional.empty(), event, AT, 1).isPresent())
                    .as(event.toString())
                    .isEqualTo(event instanceof SparkEvent.SparkRequested);
        }
    }

    @Test
    void countsEveryEventOfASparkAsItsVersion() {
        for (SparkState state : STATES) {
            for (SparkEvent event : EVENTS) {
                assertThat(Evolution.evolve(Optional.of(in(state)), event, AT, 99)
                                .orElseThrow()
                                .version())
                        .isEqualTo(99);
            }
        }
    }

    @Test
    void countsAStepFromItsFirstWord() {
        SparkView spark = after(in(new SparkState.Running()), step("setup-packages", StepState.STARTED), AT);
        spark = after(spark, step("setup-packages", StepState.STARTED), AT.plusSeconds(1));
        spark = after(spark, step("setup-packages", StepState.DONE), AT.plusSeconds(2));

        assertThat(spark.steps())
                .containsExactly(
                        new Step("setup-packages", StepState.DONE, AT, AT.plusSeconds(2), "setup-packages done"));
    }

    @Test
    void keepsStepsInTheOrderOfTheirBeginning() {
        SparkView spark = in(new SparkState.Creating());
        spark = after(spark, step("database", StepState.STARTED), AT);
        spark = after(spark, step("volume", StepState.STARTED), AT.plusSeconds(1));
        spark = after(spark, step("database", StepState.DONE), AT.plusSeconds(2));
        spark = after(spark, step("volume", StepState.FAILED), AT.plusSeconds(3));
        spark = after(spark, step("volume", StepState.STARTED), AT.plusSeconds(9));

        assertThat(spark.steps())
                .containsExactly(
                        new Step("database", StepState.DONE, AT, AT.plusSeconds(2), "database done"),
                        new Step("volume", StepState.STARTED, AT.plusSeconds(9), null, "volume started"));
    }

    @Test
    void keepsNoMoreStepsThanItShould() {
        SparkView spark = in(new SparkState.Creating());
        for (int i = 0; i < 3 * Evolution.MOST_STEPS; i++) {
            spark = after(spark, step("step-" + i, StepState.DONE), AT);
        }
        assertThat(spark.steps()).hasSize(Evolution.MOST_STEPS);
    }

    @Test
    void takesWhatIsConfiguredAndLeavesTheRest() {
        SparkView spark = after(
                in(new SparkState.Running()),
                new SparkEvent.SparkConfigured(ID, null, Duration.ofHours(2), SparkSpec.WakePolicy.SSH, "ada"),
                AT);

        assertThat(spark.spec().labels()).isEqualTo(Map.of("a", "1"));
        assertThat(spark.spec().idleTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(spark.spec().wakePolicy()).isEqualTo(SparkSpec.WakePolicy.SSH);
    }

    @Test
    void keepsHoldsThatAreNotOver() {
        SparkView spark = after(in(new SparkState.Running()), hold("build", 60), AT);
        spark = after(spark, hold("night", 600), AT.plusSeconds(1));
        spark = after(spark, hold("build", 90), AT.plusSeconds(2));

        assertThat(spark.holdsAt(AT.plusSeconds(3))).extracting(Hold::name).containsExactly("night", "build");
        assertThat(spark.holdsAt(AT.plusSeconds(90))).extracting(Hold::name).containsExactly("night");
        assertThat(after(spark, hold("new", 900), AT.plusSeconds(600)).holds())
                .extracting(Hold::name)
                .containsExactly("new");
        assertThat(after(spark, new SparkEvent.SparkHoldReleased(ID, "night", "ada"), AT)
                        .holds())
                .extracting(Hold::name)
                .containsExactly("build");
        for (int i = 0; i < 3 * Evolution.MOST_HOLDS; i++) {
            spark = after(spark, hold("hold-" + i, 60), AT);
        }
        assertThat(spark.holds()).hasSize(Evolution.MOST_HOLDS);
    }

    @Test
    void livesAsLongAsWasSaidLast() {
        SparkView spark =
                after(in(new SparkState.Running()), new SparkEvent.SparkExtended(ID, AT.plusSeconds(9), "ada"), AT);
        assertThat(spark.expiresAt()).isEqualTo(AT.plusSeconds(9));
        assertThat(after(spark, new SparkEvent.SparkExtended(ID, null, "ada"), AT)
                        .expiresAt())
                .isNull();
        assertThat(after(
                                in(new SparkState.Trashed(AT)),
                                new SparkEvent.SparkUndeleted(ID, AT.plusSeconds(7), "ada"),
                                AT)
                        .expiresAt())
                .isEqualTo(AT.plusSeconds(7));
    }

    private static SparkEvent hold(String name, int seconds) {
        return new SparkEvent.SparkHeld(ID, name, AT.plusSeconds(seconds), "why", "ada");
    }

    @Test
    void doesNotOverflowWithAnEndlessTimeToLive() {
        var endless = new SparkSpec(
                "a",
                "b",
                null,
                null,
                null,
                SPEC.size(),
                List.of(),
                Map.of(),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ZERO,
                SparkSpec.WakePolicy.ANY,
                List.of());
        SparkView spark = Evolution.evolve(
                        Optional.empty(), new SparkEvent.SparkRequested(ID, endless, List.of(), "b"), AT, 1)
                .orElseThrow();

        assertThat(spark.expiresAt()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(Evolution.evolve(Optional.empty(), EVENTS.getFirst(), AT, 1)
                        .orElseThrow()
                        .expiresAt())
                .isEqualTo(AT.plus(Duration.ofDays(1)));
    }

    static SparkView in(SparkState state) {
        return new SparkView(
                ID, SPEC, state, null, null, null, List.of(), List.of("key"), null, List.of(), AT, AT, 1, 1);
    }

    /** With data. */
    static SparkView built(SparkState state) {
        return after(in(state), new SparkEvent.SparkProvisioned(ID, "image", "db", "host"), AT);
    }

    private static SparkView after(SparkView spark, SparkEvent event, Instant at) {
        return Evolution.evolve(Optional.of(spark), event, at, spark.version() + 1)
                .orElseThrow();
    }

    private static SparkEvent step(String name, StepState state) {
        return new SparkEvent.SparkStepReached(
                ID, name, state, name + " " + state.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** Two are called the same, and a failed one goes on from where it failed. */
    private static String head(SparkState state) {
        return switch (state) {
            case SparkState.QueuedToWake queued -> "queued-wake";
            case SparkState.Failed failed when failed.ofLifecycle() -> "failed-" + failed.step();
            case SparkState.Deleting deleting when deleting.toTrash() -> "trashing";
            default -> state.wire();
        };
    }

    private static String cell(SparkState before, SparkState after) {
        return after.equals(before) ? "·" : head(after);
    }

    private static String row(String first, List<String> cells) {
        return (String.format("%-23s | ", first)
                        + cells.stream()
                                .map(cell -> String.format("%-14s", cell))
                                .collect(Collectors.joining(" | ")))
                .stripTrailing();
    }
}
