package dev.spark.gateway.domain;

import static dev.spark.gateway.domain.EvolutionTest.AT;
import static dev.spark.gateway.domain.EvolutionTest.ID;
import static dev.spark.gateway.domain.EvolutionTest.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.LifecycleCommand;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.WakeCause;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecideTest {

    private static final Decide.Change LONGER =
            new Decide.Change(Optional.empty(), Optional.of(Duration.ofHours(3)), Optional.empty());

    @Test
    void putsInTheTrashWhatHasData() {
        assertThat(outcomes(spark -> Decide.delete(built(spark), false, "bob"))).isEqualTo("""
                requested: SparkDeletionRequested
                queued: SparkDeletionRequested
                queued to wake: SparkTrashRequested
                creating: SparkTrashRequested
                running: SparkTrashRequested
                interrupted: SparkTrashRequested
                falling asleep: SparkTrashRequested
                asleep: SparkTrashRequested
                stopping: SparkTrashRequested
                stopped: SparkTrashRequested
                waking: SparkTrashRequested
                failed at step: SparkTrashRequested
                failed at wake: SparkTrashRequested
                deleting: unchanged
                on its way to the trash: unchanged
                trashed: unchanged
                purged: not found""");
        assertThat(outcomes(spark -> Decide.delete(spark, false, "bob")))
                .isEqualTo(outcomes(spark -> Decide.delete(built(spark), false, "bob"))
                        .replace("SparkTrashRequested", "SparkDeletionRequested"));
    }

    @Test
    void removesForGoodFromEveryStateOnce() {
        for (SparkState state : EvolutionTest.STATES) {
            Decision expected = switch (state) {
                case SparkState.Deleting(boolean toTrash) when !toTrash -> new Decision.Unchanged();
                case SparkState.Purged s -> new Decision.Refused(new Refusal.NotFound("spark"));
                default -> new Decision.Accepted(new SparkEvent.SparkDeletionRequested(ID, "bob"));
            };
            assertThat(Decide.delete(in(state), true, "bob")).as(state.wire()).isEqualTo(expected);
        }
    }

    @Test
    void expiresWhenItsTimeIsOverByThisClock() {
        SparkView spark = built(in(new SparkState.Asleep(""))).withExpiry(AT);

        assertThat(Decide.expire(spark, AT.minusMillis(1))).isEqualTo(new Decision.Unchanged());
        assertThat(Decide.expire(spark, AT))
                .isEqualTo(new Decision.Accepted(
                        new SparkEvent.SparkTrashRequested(ID, SparkEvent.TrashCause.EXPIRED, "spark")));
        assertThat(Decide.expire(spark.withExpiry(null), AT)).isEqualTo(new Decision.Unchanged());
        assertThat(Decide.expire(in(new SparkState.Queued()).withExpiry(AT), AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkDeletionRequested(ID, "spark")));
        assertThat(outcomes(state -> Decide.expire(built(state).withExpiry(AT), AT)))
                .contains("deleting: unchanged", "trash: unchanged", "trashed: unchanged", "purged: unchanged")
                .contains("running: SparkTrashRequested");
    }

    @Test
    void purgesWhatHasBeenInTheTrashLongEnoughByThisClock() {
        SparkView spark = built(in(new SparkState.Trashed(AT)));

        assertThat(Decide.purge(spark, AT.minusMillis(1))).isEqualTo(new Decision.Unchanged());
        assertThat(Decide.purge(spark, AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkDeletionRequested(ID, "spark")));
        assertThat(outcomes(state -> Decide.purge(state, AT)).replaceAll(": unchanged\n?", ""))
                .contains("trashed: SparkDeletionRequested")
                .doesNotContain("running:", "asleep:");
    }

    @Test
    void undeletesWhatIsInTheTrash() {
        assertThat(outcomes(spark -> Decide.undelete(spark, "bob", AT))).isEqualTo("""
                requested: conflict
                queued: conflict
                queued to wake: conflict
                creating: conflict
                running: conflict
                interrupted: conflict
                falling asleep: conflict
                asleep: conflict
                stopping: conflict
                stopped: conflict
                waking: conflict
                failed at step: conflict
                failed at wake: conflict
                deleting: conflict
                on its way to the trash: SparkUndeleted
                trashed: SparkUndeleted
                purged: not found""");
        SparkView trashed = in(new SparkState.Trashed(AT));
        assertThat(Decide.undelete(trashed.withExpiry(AT.plusSeconds(1)), "bob", AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkUndeleted(ID, AT.plusSeconds(1), "bob")));
        // It has expired: its time to live begins again.
        assertThat(Decide.undelete(trashed.withExpiry(AT), "bob", AT))
                .isEqualTo(
                        new Decision.Accepted(new SparkEvent.SparkUndeleted(ID, AT.plus(Duration.ofDays(1)), "bob")));
    }

    @Test
    void extendsFromNowOn() {
        assertThat(Decide.extend(in(new SparkState.Running()), Optional.of(Duration.ofDays(7)), "bob", AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkExtended(ID, AT.plus(Duration.ofDays(7)), "bob")));
        assertThat(Decide.extend(in(new SparkState.Running()), Optional.empty(), "bob", AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkExtended(ID, null, "bob")));
        assertThat(outcomes(spark -> Decide.extend(spark, Optional.of(Duration.ofDays(7)), "bob", AT)))
                .contains("deleting: conflict", "trashed: conflict", "purged: not found");
    }

    @Test
    void holdsAndReleases() {
        SparkView held = in(new SparkState.Running())
                .withHolds(List.of(new Hold("build", AT.plusSeconds(60), "a build", "ada")));

        assertThat(Decide.hold(held, "night", Duration.ofHours(2), "why", "bob", AT))
                .isEqualTo(new Decision.Accepted(
                        new SparkEvent.SparkHeld(ID, "night", AT.plus(Duration.ofHours(2)), "why", "bob")));
        assertThat(Decide.releaseHold(held, "build", "bob", AT))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkHoldReleased(ID, "build", "bob")));
        assertThat(Decide.releaseHold(held, "night", "bob", AT))
                .isEqualTo(new Decision.Refused(new Refusal.NotFound("hold")));
        assertThat(Decide.releaseHold(held, "build", "bob", AT.plusSeconds(60)))
                .isEqualTo(new Decision.Refused(new Refusal.NotFound("hold")));
    }

    @Test
    void refusesMoreHoldsThanAreKept() {
        SparkView full = in(new SparkState.Running())
                .withHolds(IntStream.range(0, Evolution.MOST_HOLDS)
                        .mapToObj(i -> new Hold("hold-" + i, AT.plusSeconds(60), "why", "ada"))
                        .toList());

        assertThat(Decide.hold(full, "more", Duration.ofHours(1), "why", "bob", AT))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Decide.hold(full, "hold-3", Duration.ofHours(1), "why", "bob", AT))
                .isInstanceOf(Decision.Accepted.class);
        assertThat(Decide.hold(full, "more", Duration.ofHours(1), "why", "bob", AT.plusSeconds(60)))
                .isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void putsToSleepWhatIsStillIdle() {
        var found = new SparkEvent.SparkFoundIdle(ID, AT, Duration.ofMinutes(30), List.of());
        Instant then = AT.plus(Duration.ofMinutes(30));

        assertThat(Decide.idle(in(new SparkState.Running()), found, then))
                .isEqualTo(new Decision.Accepted(new SparkEvent.SparkSleepRequested(
                        ID, SparkEvent.SleepCause.IDLE, "nobody has used it for 30m", "spark")));
        // Its owner has given it more time since, or holds it.
        assertThat(Decide.idle(in(new SparkState.Running()), found, then.minusMillis(1)))
                .isEqualTo(new Decision.Unchanged());
        assertThat(Decide.idle(
                        in(new SparkState.Running())
                                .withHolds(List.of(new Hold("build", then.plusSeconds(1), "a build", "ada"))),
                        found,
                        then))
                .isEqualTo(new Decision.Unchanged());
        assertThat(outcomes(spark -> Decide.idle(spark, found, then))
                        .lines()
                        .filter(line -> !line.endsWith("unchanged")))
                .containsExactly("running: SparkSleepRequested");
    }

    private static SparkView built(SparkView spark) {
        return EvolutionTest.built(spark.state());
    }

    @Test
    void retriesOnlyWhatFailed() {
        for (SparkState state : EvolutionTest.STATES) {
            Decision decision = Decide.retry(in(state), "bob");
            if (state instanceof SparkState.Failed) {
                assertThat(decision).isEqualTo(new Decision.Accepted(new SparkEvent.SparkRetried(ID, "bob")));
            } else {
                assertThat(decision).as(state.wire()).isInstanceOf(Decision.Refused.class);
            }
        }
    }

    @Test
    void asksWhoeverFailedToTryAgain() {
        assertThat(Decide.retrial(new SparkState.Failed("wake", ""), ID, "bob"))
                .isEqualTo(new LifecycleCommand.WakeSpark(ID, "bob"));
        assertThat(Decide.retrial(new SparkState.Failed("sleep", ""), ID, "bob"))
                .isEqualTo(new LifecycleCommand.SleepSpark(ID, null, "bob"));
        assertThat(Decide.retrial(new SparkState.Failed("stop", ""), ID, "bob"))
                .isEqualTo(new LifecycleCommand.StopSpark(ID, "bob"));
        assertThat(Decide.retrial(new SparkState.Failed("volume", ""), ID, "bob"))
                .isEqualTo(new ProvisioningCommand.RetrySpark(ID, "bob"));
    }

    @Test
    void putsToSleepWhatRunsOrIsAboutTo() {
        assertThat(outcomes(spark -> Decide.sleep(spark, "bob"))).isEqualTo("""
                requested: conflict
                queued: conflict
                queued to wake: SparkSleepRequested
                creating: conflict
                running: SparkSleepRequested
                interrupted: SparkSleepRequested
                falling asleep: unchanged
                asleep: unchanged
                stopping: stopped
                stopped: stopped
                waking: SparkSleepRequested
                failed at step: conflict
                failed at wake: SparkSleepRequested
                deleting: conflict
                on its way to the trash: conflict
                trashed: conflict
                purged: not found""");
    }

    @Test
    void stopsWhatSleepsToo() {
        assertThat(outcomes(spark -> Decide.stop(spark, "bob"))).isEqualTo("""
                requested: conflict
                queued: conflict
                queued to wake: SparkStopRequested
                creating: conflict
                running: SparkStopRequested
                interrupted: SparkStopRequested
                falling asleep: SparkStopRequested
                asleep: SparkStopRequested
                stopping: unchanged
                stopped: unchanged
                waking: SparkStopRequested
                failed at step: conflict
                failed at wake: SparkStopRequested
                deleting: conflict
                on its way to the trash: conflict
                trashed: conflict
                purged: not found""");
    }

    @Test
    void wakesWhateverRestsWhenItsOwnerAsks() {
        String asked = outcomes(spark -> Decide.wake(spark, "bob", WakeCause.REQUEST));

        assertThat(asked).isEqualTo("""
                requested: unchanged
                queued: unchanged
                queued to wake: unchanged
                creating: unchanged
                running: unchanged
                interrupted: unchanged
                falling asleep: SparkWakeRequested
                asleep: SparkWakeRequested
                stopping: SparkWakeRequested
                stopped: SparkWakeRequested
                waking: unchanged
                failed at step: conflict
                failed at wake: SparkWakeRequested
                deleting: conflict
                on its way to the trash: conflict
                trashed: conflict
                purged: not found""");
        assertThat(outcomes(spark -> Decide.wake(spark, "bob", WakeCause.CONNECTION)))
                .isEqualTo(asked.replace("stopping: SparkWakeRequested", "stopping: stopped")
                        .replace("stopped: SparkWakeRequested", "stopped: stopped"));
    }

    private static String outcomes(Function<SparkView, Decision> decide) {
        return EvolutionTest.STATES.stream()
                .map(state -> label(state) + ": " + outcome(decide.apply(in(state))))
                .collect(Collectors.joining("\n"));
    }

    private static String label(SparkState state) {
        return switch (state) {
            case SparkState.QueuedToWake queued -> "queued to wake";
            case SparkState.Failed failed -> "failed at " + failed.step();
            case SparkState.Deleting(boolean toTrash) when toTrash -> "on its way to the trash";
            default -> state.wire().replace('_', ' ');
        };
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Accepted(SparkEvent event) -> event.getClass().getSimpleName();
            case Decision.Unchanged unchanged -> "unchanged";
            case Decision.Refused(Refusal.Stopped stopped) -> "stopped";
            case Decision.Refused(Refusal.NotFound absent) -> "not found";
            case Decision.Refused(Refusal refusal) ->
                refusal.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        };
    }

    @Test
    void saysOnlyWhatIsConfiguredAnew() {
        SparkView spark = in(new SparkState.Running());

        assertThat(Decide.configure(spark, LONGER, "ada"))
                .isEqualTo(new Decision.Accepted(
                        new SparkEvent.SparkConfigured(ID, null, Duration.ofHours(3), null, "ada")));
        assertThat(Decide.configure(
                        spark,
                        new Decide.Change(
                                Optional.of(Map.of("a", "1")),
                                Optional.of(Duration.ofMinutes(30)),
                                Optional.of(SparkSpec.WakePolicy.ANY)),
                        "ada"))
                .isEqualTo(new Decision.Unchanged());
    }

    @Test
    void doesNotConfigureWhatIsBeingDeleted() {
        assertThat(Decide.configure(in(new SparkState.Deleting(false)), LONGER, "ada"))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Decide.configure(in(new SparkState.Purged()), LONGER, "ada"))
                .isEqualTo(new Decision.Refused(new Refusal.NotFound("spark")));
    }

    @Test
    void authorizesKeysOnlyWhereTheyDiffer() {
        assertThat(Decide.authorize(in(new SparkState.Running()), List.of("key", "more"), "ada"))
                .isEqualTo(
                        new Decision.Accepted(new SparkEvent.SparkKeysAuthorized(ID, List.of("key", "more"), "ada")));
        assertThat(Decide.authorize(in(new SparkState.Running()), List.of("key"), "ada"))
                .isEqualTo(new Decision.Unchanged());
        assertThat(Decide.authorize(in(new SparkState.Deleting(false)), List.of(), "ada"))
                .isEqualTo(new Decision.Unchanged());
    }
}
