package dev.spark.gateway.domain;

import static dev.spark.gateway.domain.EvolutionTest.ID;
import static dev.spark.gateway.domain.EvolutionTest.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.LifecycleCommand;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.WakeCause;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DecideTest {

    private static final Decide.Change LONGER =
            new Decide.Change(Optional.empty(), Optional.of(Duration.ofHours(3)), Optional.empty());

    @Test
    void deletesFromEveryStateOnce() {
        for (SparkState state : EvolutionTest.STATES) {
            Decision expected = switch (state) {
                case SparkState.Deleting s -> new Decision.Unchanged();
                case SparkState.Purged s -> new Decision.Refused(new Refusal.NotFound("spark"));
                default -> new Decision.Accepted(new SparkEvent.SparkDeletionRequested(ID, "bob"));
            };
            assertThat(Decide.delete(in(state), "bob")).as(state.wire()).isEqualTo(expected);
        }
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
                .isEqualTo(new LifecycleCommand.SleepSpark(ID, "bob"));
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
        assertThat(Decide.configure(in(new SparkState.Deleting()), LONGER, "ada"))
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
        assertThat(Decide.authorize(in(new SparkState.Deleting()), List.of(), "ada"))
                .isEqualTo(new Decision.Unchanged());
    }
}
