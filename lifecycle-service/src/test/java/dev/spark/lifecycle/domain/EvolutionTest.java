package dev.spark.lifecycle.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.lifecycle.domain.SparkState.Closed;
import dev.spark.lifecycle.domain.SparkState.Moving;
import dev.spark.lifecycle.domain.SparkState.Overdue;
import dev.spark.lifecycle.domain.SparkState.Settled;
import dev.spark.lifecycle.domain.SparkState.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvolutionTest {

    private static final SparkId ID = new SparkId("s-7f3kq2m6ab");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Limits LIMITS = new Limits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(3),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(4));
    private static final Attempt ATTEMPT = new Attempt(2, NOW.minusSeconds(1), NOW.plusSeconds(60), Optional.of("no"));

    private static final Announcements.Ordered ORDERED =
            new Announcements.Ordered(Optional.of("nobody used it"), NOW.plus(Duration.ofDays(7)));

    private final Evolution evolution = new Evolution(LIMITS);

    private static final Map<String, SparkState> STATES = new LinkedHashMap<>();
    private static final Map<String, Change> CHANGES = new LinkedHashMap<>();

    static {
        STATES.put("unknown", new Unknown());
        for (Desired desired : List.of(Desired.AWAKE, Desired.ASLEEP)) {
            String name = desired.name().toLowerCase(java.util.Locale.ROOT);
            STATES.put("moving to " + name, new Moving(desired, 3, false, ATTEMPT));
            STATES.put("scaled to " + name, new Moving(desired, 3, true, ATTEMPT));
            STATES.put("settled " + name, new Settled(desired, 3, ATTEMPT));
            STATES.put("overdue " + name, new Overdue(desired, 3, ATTEMPT));
        }
        STATES.put("closed", new Closed());
        CHANGES.put("Built", new Change.Built());
        CHANGES.put("Ordered(AWAKE)", new Change.Ordered(Desired.AWAKE));
        CHANGES.put("Ordered(STOPPED)", new Change.Ordered(Desired.STOPPED));
        CHANGES.put("RemovalHeard", new Change.RemovalHeard());
        CHANGES.put("Scaled(AWAKE)", new Change.Scaled(Desired.AWAKE));
        CHANGES.put("Scaled(ASLEEP)", new Change.Scaled(Desired.ASLEEP));
        CHANGES.put("Reached(AWAKE)", new Change.Reached(Desired.AWAKE));
        CHANGES.put("Reached(ASLEEP)", new Change.Reached(Desired.ASLEEP));
        CHANGES.put("GaveUp", new Change.GaveUp("no"));
    }

    @Test
    void movesSparksOnLikeThis() {
        var table = new ArrayList<String>();
        CHANGES.forEach((name, change) -> {
            table.add(name);
            STATES.forEach((label, state) -> {
                SparkState after = evolution.evolve(state, change, NOW);
                if (!after.equals(state)) {
                    String told = Announcements.of(ID, state, change, after, ORDERED)
                            .map(event -> "  " + event.getClass().getSimpleName())
                            .orElse("");
                    table.add("    " + label + " → " + label(after) + told);
                }
            });
        });

        assertThat(String.join("\n", table)).isEqualTo("""
                Built
                    unknown → Settled AWAKE 0
                Ordered(AWAKE)
                    unknown → Moving AWAKE 1
                    moving to awake → Moving AWAKE 4
                    scaled to awake → Moving AWAKE 4
                    settled awake → Moving AWAKE 4
                    overdue awake → Moving AWAKE 4
                    moving to asleep → Moving AWAKE 4
                    scaled to asleep → Moving AWAKE 4
                    settled asleep → Moving AWAKE 4
                    overdue asleep → Moving AWAKE 4
                Ordered(STOPPED)
                    unknown → Moving STOPPED 1
                    moving to awake → Moving STOPPED 4
                    scaled to awake → Moving STOPPED 4
                    settled awake → Moving STOPPED 4
                    overdue awake → Moving STOPPED 4
                    moving to asleep → Moving STOPPED 4
                    scaled to asleep → Moving STOPPED 4
                    settled asleep → Moving STOPPED 4
                    overdue asleep → Moving STOPPED 4
                RemovalHeard
                    unknown → Closed
                    moving to awake → Closed
                    scaled to awake → Closed
                    settled awake → Closed
                    overdue awake → Closed
                    moving to asleep → Closed
                    scaled to asleep → Closed
                    settled asleep → Closed
                    overdue asleep → Closed
                Scaled(AWAKE)
                    moving to awake → Moving AWAKE 3, scaled
                    scaled to awake → Moving AWAKE 3, scaled
                    settled awake → Moving AWAKE 4, scaled  SparkInterrupted
                    overdue awake → Overdue AWAKE 3
                Scaled(ASLEEP)
                    moving to asleep → Moving ASLEEP 3, scaled
                    scaled to asleep → Moving ASLEEP 3, scaled
                    settled asleep → Settled ASLEEP 3
                    overdue asleep → Overdue ASLEEP 3
                Reached(AWAKE)
                    scaled to awake → Settled AWAKE 3  SparkStarted
                    overdue awake → Settled AWAKE 3  SparkStarted
                Reached(ASLEEP)
                    scaled to asleep → Settled ASLEEP 3  SparkAsleep
                    overdue asleep → Settled ASLEEP 3  SparkAsleep
                GaveUp
                    moving to awake → Overdue AWAKE 3  SparkFailed
                    scaled to awake → Overdue AWAKE 3  SparkFailed
                    moving to asleep → Overdue ASLEEP 3  SparkFailed
                    scaled to asleep → Overdue ASLEEP 3  SparkFailed""");
    }

    @Test
    void tellsWhichStepFailed() {
        for (Desired desired : Desired.values()) {
            var moving = new Moving(desired, 3, true, ATTEMPT);
            var gaveUp = new Change.GaveUp("it did not come up");
            assertThat(Announcements.of(ID, moving, gaveUp, evolution.evolve(moving, gaveUp, NOW), ORDERED))
                    .contains(new SparkEvent.SparkFailed(ID, desired.step(), "it did not come up"));
        }
        assertThat(List.of(Desired.values()))
                .extracting(Desired::step)
                .containsExactly("wake", "sleep", "stop", "trash");
    }

    @Test
    void tellsWhyItSleepsAndUntilWhenItIsKept() {
        assertThat(told(Desired.ASLEEP, ORDERED)).contains(new SparkEvent.SparkAsleep(ID, "nobody used it"));
        assertThat(told(Desired.ASLEEP, new Announcements.Ordered(Optional.empty(), NOW)))
                .contains(new SparkEvent.SparkAsleep(ID, "its owner asked for it"));
        assertThat(told(Desired.TRASHED, ORDERED))
                .contains(new SparkEvent.SparkTrashed(ID, NOW.plus(Duration.ofDays(7))));
    }

    private Optional<SparkEvent> told(Desired desired, Announcements.Ordered ordered) {
        var moving = new Moving(desired, 3, true, ATTEMPT);
        var reached = new Change.Reached(desired);
        return Announcements.of(ID, moving, reached, evolution.evolve(moving, reached, NOW), ordered);
    }

    @Test
    void pausesLongerWithEachFailureAndMovesTheDeadlineOnlyForAnOutage() {
        SparkState state = new Moving(Desired.ASLEEP, 1, false, Attempt.until(NOW, NOW.plusSeconds(10)));

        Attempt failed = attempt(evolution.evolve(state, new Change.Delayed("no", Change.Cause.FAILED), NOW));
        assertThat(failed.next()).isEqualTo(NOW.plusMillis(250));
        assertThat(failed.deadline()).isEqualTo(NOW.plusSeconds(10));
        Attempt again = attempt(evolution.evolve(
                new Moving(Desired.ASLEEP, 1, false, failed),
                new Change.Delayed("no", Change.Cause.FAILED),
                NOW.plusSeconds(1)));
        assertThat(again.next()).isEqualTo(NOW.plusSeconds(1).plusMillis(500));

        Attempt outage = attempt(evolution.evolve(state, new Change.Delayed("no", Change.Cause.UNREACHABLE), NOW));
        assertThat(outage.deadline()).isEqualTo(NOW.plus(LIMITS.resting()));
        Attempt resumed = attempt(evolution.evolve(state, new Change.Resumed(), NOW));
        assertThat(resumed.deadline()).isEqualTo(NOW.plus(LIMITS.resting()));
        assertThat(resumed.failures()).isZero();
    }

    private static Attempt attempt(SparkState state) {
        return ((SparkState.Tended) state).attempt();
    }

    private static String label(SparkState state) {
        return switch (state) {
            case SparkState.Tended tended ->
                tended.getClass().getSimpleName() + " " + tended.desired() + " " + tended.round()
                        + (tended instanceof Moving moving && moving.scaled() ? ", scaled" : "");
            case Unknown unknown -> "Unknown";
            case Closed closed -> "Closed";
        };
    }
}
