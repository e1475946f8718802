package dev.spark.gateway.domain;

import static dev.spark.gateway.domain.EvolutionTest.ID;
import static dev.spark.gateway.domain.EvolutionTest.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkEvent;
import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
