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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Attempt DUE = attempt(NOW.minusSeconds(1), NOW.plusSeconds(600));
    private static final Observed SOUND = observed(fingerprints(), false);

    @Test
    void putsUpAllPartsAtOnce() {
        assertThat(actions(new SparkState.Building(order(), DUE, Map.of(), Map.of()), Observed.nothing()))
                .containsExactlyElementsOf(
                        Arrays.stream(Part.values()).map(Action.Apply::new).toList());
    }

    @Test
    void doesWhatIsMissingOnly() {
        Map<Part, Applied> parts = new HashMap<>(parts());
        parts.remove(Part.DATABASE);

        assertThat(actions(building(DUE, parts), SOUND)).containsExactly(new Action.Apply(Part.DATABASE));
    }

    @Test
    void waitsBetweenTwoTries() {
        Attempt later = attempt(NOW.plusSeconds(3), NOW.plusSeconds(600));

        assertThat(actions(building(later, Map.of()), SOUND)).isEmpty();
        assertThat(Planner.lookAgain(building(later, Map.of()), SOUND, NOW)).contains(NOW.plusSeconds(3));
    }

    @Test
    void doesNothingMoreAfterTheDeadline() {
        assertThat(actions(building(attempt(NOW.minusSeconds(1), NOW), Map.of()), SOUND))
                .isEmpty();
    }

    @Test
    void leavesACompleteSparkAlone() {
        assertThat(actions(complete(parts(), Presence.RUNNING), SOUND)).isEmpty();
    }

    @Test
    void checksWhatHasChangedOrGone() {
        Map<Part, String> seen = new HashMap<>(fingerprints());
        seen.remove(Part.SERVICE);
        seen.put(Part.SECRET, "other");

        assertThat(actions(complete(parts(), Presence.RUNNING), observed(seen, false)))
                .containsExactlyInAnyOrder(new Action.Check(Part.SERVICE), new Action.Check(Part.SECRET));
    }

    @Test
    void concludesNothingFromWhatIsMissingWhereNobodyWatches() {
        assertThat(actions(complete(parts(), Presence.RUNNING), Observed.nothing()))
                .isEmpty();
    }

    @Test
    void letsTheWatchCatchUpWithWhatItJustDid() {
        Map<Part, Applied> parts = new HashMap<>(parts());
        parts.put(Part.SERVICE, new Applied("wanted", "newer", NOW.minusMillis(500)));
        SparkState spark = complete(parts, Presence.RUNNING);

        assertThat(actions(spark, SOUND)).isEmpty();
        assertThat(Planner.lookAgain(spark, SOUND, NOW)).contains(NOW.plusMillis(1500));
        assertThat(Planner.actions(spark, SOUND, wanted("wanted"), NOW.plusMillis(1500)))
                .containsExactly(new Action.Check(Part.SERVICE));
    }

    @Test
    void repairsADatabaseThatIsGoneOrLockedOut() {
        SparkState spark = complete(parts(), Presence.RUNNING);

        assertThat(actions(spark, SOUND.with(Observed.Database.MISSING)))
                .containsExactly(new Action.Check(Part.DATABASE));
        assertThat(actions(spark, SOUND.with(Observed.Database.LOCKED_OUT)))
                .containsExactly(new Action.Check(Part.DATABASE));
        assertThat(actions(spark, SOUND.with(Observed.Database.UNKNOWN))).isEmpty();
    }

    @Test
    void restartsNoRunningSparkForANewVersionOfItsManifest() {
        List<Action> whileRunning = Planner.actions(complete(parts(), Presence.RUNNING), SOUND, wanted("newer"), NOW);
        List<Action> whileResting = Planner.actions(complete(parts(), Presence.RESTING), SOUND, wanted("newer"), NOW);

        assertThat(whileRunning)
                .contains(new Action.Apply(Part.SECRET))
                .doesNotContain(new Action.Apply(Part.DEPLOYMENT));
        assertThat(whileResting).contains(new Action.Apply(Part.DEPLOYMENT));
    }

    @Test
    void repairsNoDeploymentOfARunningSparkWithANewVersionOfItsManifest() {
        Map<Part, String> changed = new HashMap<>(fingerprints());
        changed.put(Part.DEPLOYMENT, "other");
        Map<Part, String> gone = new HashMap<>(fingerprints());
        gone.remove(Part.DEPLOYMENT);
        List<Action> none = List.of();
        List<Action> check = List.of(new Action.Check(Part.DEPLOYMENT));
        List<Action> apply = List.of(new Action.Apply(Part.DEPLOYMENT));

        for (Presence presence : Presence.values()) {
            boolean rests = presence == Presence.RESTING;
            assertThat(deploymentActions(presence, changed, "wanted"))
                    .as("%s, changed", presence)
                    .isEqualTo(check);
            assertThat(deploymentActions(presence, gone, "wanted"))
                    .as("%s, gone", presence)
                    .isEqualTo(check);
            assertThat(deploymentActions(presence, fingerprints(), "newer"))
                    .as("%s, outdated", presence)
                    .isEqualTo(rests ? apply : none);
            assertThat(deploymentActions(presence, changed, "newer"))
                    .as("%s, outdated and changed", presence)
                    .isEqualTo(rests ? check : none);
            assertThat(deploymentActions(presence, gone, "newer"))
                    .as("%s, outdated and gone", presence)
                    .isEqualTo(check);
        }
    }

    private static List<Action> deploymentActions(Presence presence, Map<Part, String> seen, String manifest) {
        return Planner.actions(complete(parts(), presence), observed(seen, false), wanted(manifest), NOW).stream()
                .filter(action -> action.part() == Part.DEPLOYMENT)
                .toList();
    }

    @Test
    void takesNothingAwayThatAPodStillUses() {
        SparkState first = new SparkState.Removing(DUE, Map.of(), Set.of());
        SparkState then = new SparkState.Removing(DUE, Map.of(), Set.of(Part.DEPLOYMENT, Part.DATABASE));

        assertThat(actions(first, SOUND)).containsExactly(new Action.Remove(Part.DEPLOYMENT));
        assertThat(actions(then, SOUND))
                .containsExactlyInAnyOrder(
                        new Action.Remove(Part.VOLUME),
                        new Action.Remove(Part.SECRET),
                        new Action.Remove(Part.SERVICE),
                        new Action.Remove(Part.NETWORK_POLICY));
    }

    @Test
    void takesTheDeploymentAwayFirstWhateverIsGoneAlready() {
        for (Part part : Part.IN_CLUSTER) {
            if (part != Part.DEPLOYMENT) {
                assertThat(actions(new SparkState.Removing(DUE, Map.of(), Set.of(part)), SOUND))
                        .as("%s is gone", part)
                        .containsExactly(new Action.Remove(Part.DEPLOYMENT));
            }
        }
    }

    @Test
    void looksLessAndLessOftenAtWhatTakesItsTime() {
        Evolution evolution = new Evolution(LIMITS);
        SparkState state = new SparkState.Removing(DUE, Map.of(), Set.of());
        Instant now = NOW;
        for (int look = 0; look < 10; look++) {
            state = evolution.evolve(
                    state, new Change.Delayed(Step.REMOVING_CONTAINER, "pod p is ending", Change.Cause.WAITING), now);
            assertThat(Planner.actions(state, SOUND, Wanted.nothing(), now)).isEmpty();
            now = Planner.lookAgain(state, SOUND, now).orElseThrow();
        }

        assertThat(Planner.actions(state, SOUND, Wanted.nothing(), now))
                .containsExactly(new Action.Remove(Part.DEPLOYMENT));
        assertThat(Planner.lookAgain(
                        evolution.evolve(
                                state,
                                new Change.Delayed(Step.REMOVING_CONTAINER, "pod p is ending", Change.Cause.WAITING),
                                now),
                        SOUND,
                        now))
                .contains(now.plusSeconds(30));
    }

    @Test
    void confirmsAtOnceThatTheDeploymentIsGone() {
        Map<Part, String> without = new HashMap<>(fingerprints());
        without.remove(Part.DEPLOYMENT);
        SparkState waiting =
                new SparkState.Removing(attempt(NOW.plusSeconds(16), NOW.plusSeconds(60)), Map.of(), Set.of());

        assertThat(actions(waiting, observed(without, false))).containsExactly(new Action.Remove(Part.DEPLOYMENT));
        assertThat(actions(waiting, ending(without, NOW.plusSeconds(3)))).isEmpty();
        assertThat(actions(waiting, Observed.nothing())).isEmpty();
    }

    @Test
    void looksAfterPodsThatTheirNodesDoNotEnd() {
        Instant grace = NOW.minus(EndingPod.PATIENCE);
        List<SparkState> states = List.of(
                building(attempt(NOW.plusSeconds(3), NOW.plusSeconds(600)), Map.of()),
                complete(parts(), Presence.RESTING),
                new SparkState.Failed(order(), 1, parts(), Step.CONTAINER, "no"));
        for (SparkState state : states) {
            assertThat(actions(state, ending(fingerprints(), grace)))
                    .as("%s", state)
                    .containsExactly(new Action.EndPods(Part.DEPLOYMENT));
            assertThat(actions(state, ending(fingerprints(), grace.plusMillis(1))))
                    .as("%s, before", state)
                    .isEmpty();
            assertThat(Planner.lookAgain(state, ending(fingerprints(), grace.plusMillis(1)), NOW))
                    .as("%s, again", state)
                    .isPresent()
                    .get()
                    .matches(time -> !time.isAfter(NOW.plusSeconds(3)));
        }
        SparkState removing =
                new SparkState.Removing(attempt(NOW.plusSeconds(16), NOW.plusSeconds(60)), Map.of(), Set.of());
        assertThat(actions(removing, ending(fingerprints(), grace)))
                .containsExactly(new Action.Remove(Part.DEPLOYMENT));
    }

    @Test
    void goesOnRemovingAfterTheDeadline() {
        SparkState overdue =
                new SparkState.Removing(attempt(NOW.minusSeconds(1), NOW.minusSeconds(1)), Map.of(), Set.of());

        assertThat(actions(overdue, SOUND)).isNotEmpty();
    }

    @Test
    void touchesNothingThatHasFailedOrIsPurged() {
        assertThat(actions(new SparkState.Failed(order(), 1, parts(), Step.CONTAINER, "no"), observed(Map.of(), false)))
                .isEmpty();
        assertThat(actions(new SparkState.Purged(), SOUND)).isEmpty();
        assertThat(actions(new SparkState.Unknown(), SOUND)).isEmpty();
    }

    @Test
    void waitsForNoRestWithARootThatIsToBeReset() {
        SparkState reset =
                new Evolution(LIMITS).evolve(complete(parts(), Presence.RUNNING), new Change.RootResetOrdered(), NOW);

        assertThat(actions(reset, SOUND)).containsExactly(new Action.Apply(Part.DEPLOYMENT));
    }

    private static List<Action> actions(SparkState state, Observed observed) {
        return Planner.actions(state, observed, wanted("wanted"), NOW);
    }

    private static SparkState building(Attempt attempt, Map<Part, Applied> parts) {
        return new SparkState.Building(order(), attempt, Map.of(), parts);
    }

    private static SparkState complete(Map<Part, Applied> parts, Presence presence) {
        return new SparkState.Complete(order(), DUE, parts, presence, NOW, "uid/0");
    }

    private static Observed observed(Map<Part, String> fingerprints, boolean asleep) {
        return new Observed(true, fingerprints, asleep, Optional.empty(), Observed.Database.SOUND);
    }

    private static Observed ending(Map<Part, String> fingerprints, Instant grace) {
        return new Observed(true, fingerprints, false, Optional.empty(), List.of(grace), Observed.Database.SOUND);
    }

    static Wanted wanted(String hash) {
        var manifests = new EnumMap<Part, String>(Part.class);
        for (Part part : Part.values()) {
            manifests.put(part, hash);
        }
        return new Wanted(manifests, "s_7f3kq2m6ab", "db.example.org", "spark.local/spark:dev", 0);
    }

    static Attempt attempt(Instant next, Instant deadline) {
        return new Attempt(1, 0, next, deadline, Optional.empty());
    }
}
