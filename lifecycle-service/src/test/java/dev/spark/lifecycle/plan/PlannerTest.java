package dev.spark.lifecycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.lifecycle.domain.Attempt;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.domain.Desired;
import dev.spark.lifecycle.domain.SparkState;
import dev.spark.lifecycle.domain.SparkState.Moving;
import dev.spark.lifecycle.domain.SparkState.Overdue;
import dev.spark.lifecycle.domain.SparkState.Settled;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Attempt DUE = attempt(NOW, NOW.plusSeconds(60));
    private static final Attempt LATER = attempt(NOW.plusSeconds(5), NOW.plusSeconds(60));
    private static final Attempt LATE = attempt(NOW, NOW);

    private static final Observed RUNNING = seen(1, 1, true);
    private static final Observed AT_REST = seen(0, 0, false);

    @Test
    void asksTheClusterOnceInEachRound() {
        assertThat(toScale(new Moving(Desired.AWAKE, 1, false, DUE), RUNNING)).contains(Desired.AWAKE);
        assertThat(toScale(new Moving(Desired.AWAKE, 1, true, DUE), RUNNING)).isEmpty();
        assertThat(toScale(new Moving(Desired.STOPPED, 1, false, DUE), AT_REST)).contains(Desired.STOPPED);
    }

    @Test
    void keepsTheScaleThatIsWanted() {
        assertThat(toScale(new Settled(Desired.ASLEEP, 1, DUE), RUNNING)).contains(Desired.ASLEEP);
        assertThat(toScale(new Settled(Desired.ASLEEP, 1, DUE), AT_REST)).isEmpty();
        assertThat(toScale(new Settled(Desired.AWAKE, 1, DUE), AT_REST)).contains(Desired.AWAKE);
        assertThat(toScale(new Overdue(Desired.STOPPED, 1, DUE), RUNNING)).contains(Desired.STOPPED);
    }

    @Test
    void waitsForItsTimeForTheDeploymentAndForTheWatch() {
        assertThat(toScale(new Moving(Desired.ASLEEP, 1, false, LATER), RUNNING))
                .isEmpty();
        assertThat(toScale(new Moving(Desired.ASLEEP, 1, false, DUE), absent())).isEmpty();
        assertThat(toScale(new Settled(Desired.ASLEEP, 1, DUE), absent())).isEmpty();
        assertThat(toScale(new Moving(Desired.ASLEEP, 1, false, DUE), unwatched()))
                .isEmpty();
    }

    @Test
    void leavesAloneWhatItDoesNotKnowOrKnowsToBeRemoved() {
        assertThat(toScale(new SparkState.Unknown(), RUNNING)).isEmpty();
        assertThat(toScale(new SparkState.Closed(), RUNNING)).isEmpty();
        assertThat(conclusion(new SparkState.Closed(), RUNNING)).isEmpty();
    }

    @Test
    void hasReachedItWhenThePodTakesConnectionsOrIsGone() {
        var waking = new Moving(Desired.AWAKE, 1, true, DUE);
        assertThat(conclusion(waking, RUNNING)).contains(new Change.Reached(Desired.AWAKE));
        assertThat(conclusion(waking, seen(1, 1, false))).isEmpty();
        assertThat(conclusion(waking, seen(0, 1, true))).isEmpty();

        var fallingAsleep = new Moving(Desired.ASLEEP, 1, true, DUE);
        assertThat(conclusion(fallingAsleep, AT_REST)).contains(new Change.Reached(Desired.ASLEEP));
        assertThat(conclusion(fallingAsleep, seen(0, 1, false))).isEmpty();
        assertThat(conclusion(fallingAsleep, seen(1, 0, false))).isEmpty();
    }

    @Test
    void needsNoDeploymentToHaveReachedTheTrash() {
        var leftover = new Observed(true, Optional.empty(), 1, false, Optional.empty(), Optional.empty());
        assertThat(conclusion(new Moving(Desired.TRASHED, 1, false, DUE), absent()))
                .contains(new Change.Reached(Desired.TRASHED));
        assertThat(conclusion(new Overdue(Desired.TRASHED, 1, DUE), absent()))
                .contains(new Change.Reached(Desired.TRASHED));
        assertThat(conclusion(new Moving(Desired.TRASHED, 1, false, DUE), leftover))
                .isEmpty();
        assertThat(conclusion(new Moving(Desired.TRASHED, 1, false, DUE), AT_REST))
                .isEmpty();
        assertThat(conclusion(new Moving(Desired.ASLEEP, 1, false, DUE), absent()))
                .isEmpty();
    }

    @Test
    void believesNothingThatMayBeOlderThanTheOrder() {
        assertThat(conclusion(new Moving(Desired.AWAKE, 1, false, DUE), RUNNING))
                .isEmpty();
        assertThat(conclusion(new Moving(Desired.AWAKE, 1, true, DUE), unwatched()))
                .isEmpty();
    }

    @Test
    void givesUpAtTheDeadlineAndSaysWhy() {
        var trouble = new Observed(true, Optional.of(1), 1, false, Optional.of("ErrImagePull"), Optional.of("7"));
        assertThat(conclusion(new Moving(Desired.AWAKE, 1, true, LATE), trouble))
                .contains(new Change.GaveUp("ErrImagePull"));
        assertThat(conclusion(new Moving(Desired.AWAKE, 1, true, LATE), seen(1, 1, false)))
                .contains(new Change.GaveUp("it did not come up in time"));
        assertThat(conclusion(new Moving(Desired.STOPPED, 1, true, LATE), seen(0, 1, false)))
                .contains(new Change.GaveUp("its container does not end"));
        assertThat(conclusion(new Moving(Desired.ASLEEP, 1, false, LATE), absent()))
                .contains(new Change.GaveUp("there is no deployment"));
        assertThat(conclusion(new Moving(Desired.AWAKE, 1, true, LATE), unwatched()))
                .isEmpty();
    }

    @Test
    void noticesThatWhatWasGivenUpCameAfterAll() {
        assertThat(conclusion(new Overdue(Desired.AWAKE, 1, LATE), RUNNING))
                .contains(new Change.Reached(Desired.AWAKE));
        assertThat(conclusion(new Overdue(Desired.AWAKE, 1, LATE), seen(1, 1, false)))
                .isEmpty();
    }

    @Test
    void looksAgainWhenSomethingIsDue() {
        assertThat(Planner.lookAgain(new Moving(Desired.AWAKE, 1, true, LATER), NOW))
                .contains(NOW.plusSeconds(5));
        assertThat(Planner.lookAgain(new Moving(Desired.AWAKE, 1, true, DUE), NOW))
                .contains(NOW.plusSeconds(60));
        assertThat(Planner.lookAgain(new Moving(Desired.AWAKE, 1, true, LATE), NOW))
                .isEmpty();
        assertThat(Planner.lookAgain(new Settled(Desired.AWAKE, 1, LATER), NOW)).contains(NOW.plusSeconds(5));
        assertThat(Planner.lookAgain(new Settled(Desired.AWAKE, 1, DUE), NOW)).isEmpty();
        assertThat(Planner.lookAgain(new SparkState.Closed(), NOW)).isEmpty();
    }

    private static Optional<Desired> toScale(SparkState state, Observed observed) {
        return Planner.toScale(state, observed, NOW);
    }

    private static Optional<Change> conclusion(SparkState state, Observed observed) {
        return Planner.conclusion(state, observed, NOW);
    }

    private static Attempt attempt(Instant next, Instant deadline) {
        return new Attempt(0, next, deadline, Optional.empty());
    }

    private static Observed seen(int replicas, int pods, boolean ready) {
        return new Observed(true, Optional.of(replicas), pods, ready, Optional.empty(), Optional.of("7"));
    }

    private static Observed absent() {
        return new Observed(true, Optional.empty(), 0, false, Optional.empty(), Optional.empty());
    }

    private static Observed unwatched() {
        return new Observed(false, Optional.of(1), 1, true, Optional.empty(), Optional.of("7"));
    }
}
