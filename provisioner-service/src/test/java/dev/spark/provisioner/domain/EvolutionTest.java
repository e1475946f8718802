package dev.spark.provisioner.domain;

import static dev.spark.provisioner.Sparks.ID;
import static dev.spark.provisioner.Sparks.LIMITS;
import static dev.spark.provisioner.Sparks.NOW;
import static dev.spark.provisioner.Sparks.order;
import static dev.spark.provisioner.Sparks.parts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkRepaired;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStepReached;
import dev.spark.events.SparkEvent.StepState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvolutionTest {

    private static final Attempt ATTEMPT = Attempt.of(1, NOW, Duration.ofMinutes(10));
    private static final Applied APPLIED = new Applied("new", "new", NOW);

    private final Evolution evolution = new Evolution(LIMITS);
    private final SparkState.Building building =
            new SparkState.Building(order(), ATTEMPT, Map.of(Step.DATABASE, StepState.STARTED), Map.of());

    /** For each change the states that it moves, and what is told of it; where a state is left out it stays as it is. */
    @Test
    void movesAsTheTableSays() throws IOException {
        try (var expected = EvolutionTest.class.getResourceAsStream("/evolution.txt")) {
            assertThat(table()).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private String table() {
        var states = new LinkedHashMap<String, SparkState>();
        states.put("Unknown", new SparkState.Unknown());
        states.put("Building", building);
        for (Presence presence : Presence.values()) {
            states.put(presence.name(), complete(presence));
        }
        states.put("Failed", new SparkState.Failed(order(), 1, Map.of(), Step.DATABASE, "no"));
        states.put("Failed later", new SparkState.Failed(order(), 1, parts(), Step.CONTAINER, "no"));
        states.put("Removing", new SparkState.Removing(ATTEMPT, Map.of(), Set.of()));
        states.put("Removed", new SparkState.Removing(ATTEMPT, Map.of(), Set.of(Part.values())));
        states.put("Purged", new SparkState.Purged());
        List<Change> changes = List.of(
                new Change.BuildOrdered(order()),
                new Change.RetryOrdered(),
                new Change.RootResetOrdered(),
                new Change.ImageChanged("another"),
                new Change.KeysReplaced(List.of("other")),
                new Change.RemovalOrdered(),
                new Change.StepBegan(Step.VOLUME),
                new Change.StepDone(Step.DATABASE),
                new Change.StepOverdue(Step.REMOVING_VOLUME, "still there"),
                new Change.PartApplied(Part.VOLUME, APPLIED),
                new Change.PartRepaired(Part.VOLUME, APPLIED),
                new Change.PartGone(Part.VOLUME),
                new Change.Delayed(Step.VOLUME, "no", Change.Cause.FAILED),
                new Change.Delayed(Step.VOLUME, "silence", Change.Cause.UNREACHABLE),
                new Change.Delayed(Step.REMOVING_VOLUME, "kept", Change.Cause.WAITING),
                new Change.Rejected(Step.CONTAINER, "wrong"),
                new Change.Provisioned("s_x", "db"),
                new Change.Started("uid/0"),
                new Change.Doubted(),
                new Change.Interrupted("gone"),
                new Change.Rested(),
                new Change.GaveUp(Step.CONTAINER, "too long"),
                new Change.Purged(),
                new Change.Resumed());
        var table = new StringBuilder();
        for (Change change : changes) {
            table.append(change.getClass().getSimpleName()).append('\n');
            states.forEach((name, state) -> {
                SparkState after = evolution.evolve(state, change, NOW.plusSeconds(1));
                if (!after.equals(state)) {
                    String told = Announcements.of(ID, state, change, after)
                            .map(event -> "  " + event.getClass().getSimpleName())
                            .orElse("");
                    table.append("    %-12s → %s%s%n".formatted(name, name(after), told));
                }
            });
        }
        return table.toString();
    }

    @Test
    void countsAFailedRoundOnceHoweverManyActionsFailedInIt() {
        var first = evolution.evolve(building, new Change.Delayed(Step.VOLUME, "no", Change.Cause.FAILED), NOW);
        var second =
                evolution.evolve(first, new Change.Delayed(Step.ACCESS, "no", Change.Cause.FAILED), NOW.plusMillis(9));

        assertThat(attempt(second).failures()).isEqualTo(1);
        assertThat(attempt(second).next()).isEqualTo(NOW.plusMillis(250));
    }

    @Test
    void tellsWhatARemovalWaitsForOnceItTakesLongAndAgainWhenThatChanges() {
        assertThat(toldWhileWaiting(Map.of(), 9, "pod p is ending"))
                .containsExactly(waiting(StepState.STARTED, "Waiting: pod p is ending"));
        assertThat(toldWhileWaiting(Map.of(), 4, "pod p is ending")).isEmpty();
        assertThat(toldWhileWaiting(Map.of(), 8, "pod p is ending", "node n does not answer"))
                .containsExactly(
                        waiting(StepState.STARTED, "Waiting: pod p is ending"),
                        waiting(StepState.STARTED, "Waiting: node n does not answer"));
        assertThat(toldWhileWaiting(Map.of(Step.REMOVING_CONTAINER, StepState.FAILED), 7, "pod p is ending"))
                .containsExactly(waiting(StepState.FAILED, "Takes long, and goes on: pod p is ending"));
    }

    /** What is told of as many looks at a removal, the last of which finds the last reason. */
    private List<SparkEvent> toldWhileWaiting(Map<Step, StepState> steps, int looks, String first, String... last) {
        SparkState state = new SparkState.Removing(ATTEMPT, steps, Set.of());
        Instant now = NOW;
        var told = new ArrayList<SparkEvent>();
        for (int look = 1; look <= looks; look++) {
            String reason = look == looks && last.length > 0 ? last[0] : first;
            var change = new Change.Delayed(Step.REMOVING_CONTAINER, reason, Change.Cause.WAITING);
            SparkState after = evolution.evolve(state, change, now);
            Announcements.of(ID, state, change, after).ifPresent(told::add);
            state = after;
            now = attempt(state).next();
        }
        return told;
    }

    private static SparkEvent waiting(StepState state, String message) {
        return new SparkStepReached(ID, "removing-container", state, message);
    }

    @Test
    void looksAtOnceForWhatComesNextWhenAPartIsGone() {
        SparkState waits = evolution.evolve(
                new SparkState.Removing(ATTEMPT, Map.of(), Set.of()),
                new Change.Delayed(Step.REMOVING_CONTAINER, "pod p is ending", Change.Cause.WAITING),
                NOW);

        SparkState goesOn = evolution.evolve(waits, new Change.PartGone(Part.DEPLOYMENT), NOW.plusMillis(10));

        assertThat(attempt(waits).next()).isEqualTo(NOW.plusMillis(250));
        assertThat(attempt(goesOn).next()).isEqualTo(NOW.plusMillis(10));
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToTheLongestPause() {
        SparkState state = building;
        Instant now = NOW;
        for (int i = 0; i < 12; i++) {
            state = evolution.evolve(state, new Change.Delayed(Step.VOLUME, "no", Change.Cause.FAILED), now);
            now = attempt(state).next();
        }
        assertThat(attempt(state).failures()).isEqualTo(12);
        assertThat(evolution.evolve(state, new Change.Delayed(Step.VOLUME, "no", Change.Cause.FAILED), now))
                .extracting(later -> attempt(later).next())
                .isEqualTo(now.plusSeconds(30));
    }

    @Test
    void countsNoTimeInWhichNobodyAnswers() {
        Instant late = NOW.plus(Duration.ofMinutes(9));

        var state =
                evolution.evolve(building, new Change.Delayed(Step.VOLUME, "silence", Change.Cause.UNREACHABLE), late);

        assertThat(attempt(state).deadline()).isEqualTo(late.plus(Duration.ofMinutes(10)));
    }

    @Test
    void beginsARetryAfresh() {
        var retried = (SparkState.Building) evolution.evolve(
                new SparkState.Failed(order(), 3, parts(), Step.CONTAINER, "no"), new Change.RetryOrdered(), NOW);

        assertThat(retried.attempt().number()).isEqualTo(4);
        assertThat(retried.attempt().deadline()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
        assertThat(retried.parts()).isEmpty();
        assertThat(retried.steps()).isEmpty();
    }

    @Test
    void tellsAStepOnceInAnAttempt() {
        var done = evolution.evolve(building, new Change.StepDone(Step.DATABASE), NOW);

        assertThat(Announcements.of(ID, building, new Change.StepDone(Step.DATABASE), done))
                .contains(new SparkStepReached(ID, "database", StepState.DONE, "The database is there"));
        assertThat(evolution.evolve(done, new Change.StepDone(Step.DATABASE), NOW))
                .isEqualTo(done);
        assertThat(evolution.evolve(done, new Change.StepBegan(Step.DATABASE), NOW))
                .isEqualTo(done);
    }

    @Test
    void tellsOfNoBlink() {
        SparkState doubtful = complete(Presence.DOUBTFUL);
        SparkState down = complete(Presence.DOWN);
        SparkState running = evolution.evolve(doubtful, new Change.Started("uid/0"), NOW);

        assertThat(Announcements.of(ID, doubtful, new Change.Started("uid/0"), running))
                .isEmpty();
        assertThat(Announcements.of(ID, down, new Change.Started("uid/0"), running))
                .contains(new SparkStarted(ID));
    }

    @Test
    void tellsThatOneRunsAgainWhoseRootWasOrderedBackWhileItSeemedToRest() {
        var started = new Change.Started("uid/1");
        SparkState resting = complete(Presence.RESTING);
        SparkState reset = evolution.evolve(resting, new Change.RootResetOrdered(), NOW);

        assertThat(told(resting, started)).isEmpty();
        assertThat(told(reset, started)).isEqualTo(List.of(new SparkStarted(ID)));
        assertThat(told(evolution.evolve(reset, new Change.Rested(), NOW), started))
                .isEqualTo(List.of(new SparkStarted(ID)));
        assertThat(toldOfSecondWake(reset, started)).isEmpty();
    }

    private List<Object> toldOfSecondWake(SparkState state, Change.Started started) {
        return told(evolution.evolve(state, List.of(started, new Change.Rested()), NOW), new Change.Started("uid/2"));
    }

    @Test
    void tellsOfRepairsOnlyOnceItIsComplete() {
        var repaired = new Change.PartRepaired(Part.SERVICE, APPLIED);

        assertThat(told(complete(Presence.RUNNING), repaired))
                .isEqualTo(List.of(new SparkRepaired(ID, List.of("service"))));
        assertThat(told(building, repaired)).isEmpty();
    }

    private List<Object> told(SparkState state, Change change) {
        return Announcements.of(ID, state, change, evolution.evolve(state, change, NOW)).stream()
                .map(Object.class::cast)
                .toList();
    }

    private static SparkState complete(Presence presence) {
        return new SparkState.Complete(order(), ATTEMPT, parts(), presence, NOW, "uid/0");
    }

    private static String name(SparkState state) {
        return state instanceof SparkState.Complete complete
                ? complete.presence().name()
                : state.getClass().getSimpleName();
    }

    private static Attempt attempt(SparkState state) {
        return state instanceof SparkState.Removing removing
                ? removing.attempt()
                : ((SparkState.Building) state).attempt();
    }
}
