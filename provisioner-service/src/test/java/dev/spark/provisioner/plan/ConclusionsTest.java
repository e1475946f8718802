package dev.spark.provisioner.plan;

import static dev.spark.provisioner.Sparks.LIMITS;
import static dev.spark.provisioner.Sparks.NOW;
import static dev.spark.provisioner.Sparks.fingerprints;
import static dev.spark.provisioner.Sparks.order;
import static dev.spark.provisioner.Sparks.parts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.provisioner.domain.Applied;
import dev.spark.provisioner.domain.Attempt;
import dev.spark.provisioner.domain.Change;
import dev.spark.provisioner.domain.Evolution;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.domain.Presence;
import dev.spark.provisioner.domain.SparkState;
import dev.spark.provisioner.domain.Step;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConclusionsTest {

    private static final Attempt ATTEMPT = PlannerTest.attempt(NOW.minusSeconds(1), NOW.plusSeconds(600));
    private static final Observed.Pod READY = new Observed.Pod("p", "uid/0", true, true, Optional.empty());
    private static final Observed.Pod STARTING = new Observed.Pod("p", "uid/0", true, false, Optional.empty());
    private static final Observed.Pod STUCK =
            new Observed.Pod("p", "uid/0", false, false, Optional.of("ImagePullBackOff: no such image"));

    private final Evolution evolution = new Evolution(LIMITS);

    @Test
    void isProvisionedAndStartedOnceAllIsThereAndReady() {
        assertThat(conclude(building(parts(), ATTEMPT), seen(READY)))
                .endsWith(new Change.Provisioned("s_7f3kq2m6ab", "db.example.org"), new Change.Started("uid/0"))
                .contains(
                        new Change.StepDone(Step.DATABASE),
                        new Change.StepDone(Step.VOLUME),
                        new Change.StepDone(Step.ACCESS),
                        new Change.StepDone(Step.CONTAINER),
                        new Change.StepDone(Step.SSH));
    }

    @Test
    void isNotProvisionedWithoutItsDatabase() {
        Map<Part, Applied> parts = new HashMap<>(parts());
        parts.remove(Part.DATABASE);

        assertThat(conclude(building(parts, ATTEMPT), seen(READY)))
                .contains(new Change.StepDone(Step.SSH))
                .doesNotContain(new Change.Started("uid/0"))
                .noneMatch(Change.Provisioned.class::isInstance);
    }

    @Test
    void waitsForSshWhenTheContainerRuns() {
        assertThat(conclude(building(parts(), ATTEMPT), seen(STARTING)))
                .contains(new Change.StepDone(Step.CONTAINER), new Change.StepBegan(Step.SSH))
                .doesNotContain(new Change.StepDone(Step.SSH));
    }

    @Test
    void givesUpWithThePodsOwnReason() {
        assertThat(conclude(building(parts(), late()), seen(STUCK)))
                .endsWith(new Change.GaveUp(Step.CONTAINER, "ImagePullBackOff: no such image"));
    }

    @Test
    void givesUpWithTheReasonOfThePartThatIsMissing() {
        Attempt failing = new Attempt(
                1, 3, NOW, NOW, Optional.of(new Attempt.Problem(Step.DATABASE, "the database server refuses")));
        Map<Part, Applied> parts = new HashMap<>(parts());
        parts.remove(Part.DATABASE);

        assertThat(conclude(building(parts, failing), seen(READY)))
                .endsWith(new Change.GaveUp(Step.DATABASE, "the database server refuses"));
    }

    @Test
    void givesNothingUpWhileNobodyWatches() {
        assertThat(conclude(building(parts(), late()), Observed.nothing())).noneMatch(Change.GaveUp.class::isInstance);
        assertThat(conclude(complete(Presence.RUNNING, NOW), Observed.nothing()))
                .isEmpty();
    }

    @Test
    void isProvisionedButNotStartedWhileAsleep() {
        Observed asleep = new Observed(true, fingerprints(), true, Optional.empty(), Observed.Database.UNKNOWN);

        assertThat(conclude(building(parts(), ATTEMPT), asleep))
                .endsWith(new Change.Provisioned("s_7f3kq2m6ab", "db.example.org"), new Change.Rested());
    }

    @Test
    void doubtsBeforeItTellsOfAnInterruption() {
        assertThat(conclude(complete(Presence.RUNNING, NOW.minusSeconds(60)), without()))
                .containsExactly(new Change.Doubted());
        assertThat(conclude(complete(Presence.DOUBTFUL, NOW.minusMillis(1999)), without()))
                .isEmpty();
        assertThat(conclude(complete(Presence.DOUBTFUL, NOW.minusSeconds(2)), without()))
                .containsExactly(new Change.Interrupted("the container is gone"));
    }

    @Test
    void tellsOfAReplacedContainerHoweverSoonTheNextIsReady() {
        Observed next = seen(new Observed.Pod("q", "other/0", true, true, Optional.empty()));

        for (Presence presence : List.of(Presence.RUNNING, Presence.DOUBTFUL)) {
            assertThat(conclude(complete(presence, NOW), next))
                    .containsExactly(
                            new Change.Interrupted("its container was replaced"), new Change.Started("other/0"));
        }
        assertThat(conclude(complete(Presence.RESTING, NOW), next)).containsExactly(new Change.Started("other/0"));
        assertThat(conclude(complete(Presence.DOUBTFUL, NOW), seen(READY)))
                .containsExactly(new Change.Started("uid/0"));
    }

    @Test
    void tellsOfAnotherImageOnceItWasApplied() {
        SparkState old = evolution.evolve(complete(Presence.RESTING, NOW), new Change.ImageChanged("old"), NOW);
        Observed asleep = new Observed(true, fingerprints(), true, Optional.empty(), Observed.Database.UNKNOWN);

        assertThat(conclude(old, asleep)).containsExactly(new Change.ImageChanged("spark.local/spark:dev"));
        assertThat(Conclusions.of(evolution, old, asleep, PlannerTest.wanted("not applied yet"), NOW))
                .isEmpty();
    }

    @Test
    void callsSleepNoInterruption() {
        Observed asleep = new Observed(true, fingerprints(), true, Optional.empty(), Observed.Database.UNKNOWN);

        assertThat(conclude(complete(Presence.RUNNING, NOW), asleep)).containsExactly(new Change.Rested());
        assertThat(conclude(complete(Presence.DOUBTFUL, NOW), asleep)).containsExactly(new Change.Rested());
        assertThat(conclude(complete(Presence.RESTING, NOW), without())).isEmpty();
        assertThat(conclude(complete(Presence.RESTING, NOW), seen(READY))).containsExactly(new Change.Started("uid/0"));
    }

    @Test
    void hasFailedWhenItDoesNotComeBack() {
        SparkState down =
                new SparkState.Complete(order(), late(), parts(), Presence.DOWN, NOW.minusSeconds(900), "uid/0");

        assertThat(conclude(down, seen(STUCK)))
                .containsExactly(new Change.GaveUp(Step.CONTAINER, "ImagePullBackOff: no such image"));
    }

    @Test
    void comesBackByItselfAfterItHasFailed() {
        assertThat(conclude(new SparkState.Failed(order(), 1, parts(), Step.CONTAINER, "no"), seen(READY)))
                .containsExactly(new Change.Started("uid/0"));
        assertThat(conclude(new SparkState.Failed(order(), 1, Map.of(), Step.CONTAINER, "no"), seen(READY)))
                .isEmpty();
    }

    @Test
    void isPurgedWhenAllIsGone() {
        var most = EnumSet.complementOf(EnumSet.of(Part.VOLUME));

        assertThat(conclude(new SparkState.Removing(ATTEMPT, Map.of(), most), without()))
                .contains(new Change.StepDone(Step.REMOVING_DATABASE))
                .doesNotContain(new Change.Purged());
        assertThat(conclude(new SparkState.Removing(ATTEMPT, Map.of(), Set.of(Part.values())), without()))
                .endsWith(new Change.Purged());
    }

    @Test
    void tellsThatARemovalIsOverdueAndGoesOn() {
        var most = EnumSet.complementOf(EnumSet.of(Part.VOLUME));

        assertThat(conclude(new SparkState.Removing(late(), Map.of(), most), without()))
                .contains(new Change.StepOverdue(Step.REMOVING_VOLUME, "it is still there"))
                .noneMatch(Change.GaveUp.class::isInstance);
    }

    private List<Change> conclude(SparkState state, Observed observed) {
        return Conclusions.of(evolution, state, observed, PlannerTest.wanted("wanted"), NOW);
    }

    private static SparkState building(Map<Part, Applied> parts, Attempt attempt) {
        return new SparkState.Building(order(), attempt, Map.of(), parts);
    }

    private static SparkState complete(Presence presence, Instant since) {
        return new SparkState.Complete(order(), ATTEMPT, parts(), presence, since, "uid/0");
    }

    private static Attempt late() {
        return PlannerTest.attempt(NOW.minusSeconds(1), NOW);
    }

    private static Observed seen(Observed.Pod pod) {
        return new Observed(true, fingerprints(), false, Optional.of(pod), Observed.Database.UNKNOWN);
    }

    private static Observed without() {
        return new Observed(true, fingerprints(), false, Optional.empty(), Observed.Database.UNKNOWN);
    }
}
