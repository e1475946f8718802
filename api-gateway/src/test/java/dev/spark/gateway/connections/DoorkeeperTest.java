package dev.spark.gateway.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.SparkState;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoorkeeperTest {

    @Test
    void letsInWhoWantsToARunningSpark() {
        assertThat(Doorkeeper.whyNot(new SparkState.Running(), "demo")).isEmpty();
    }

    static Stream<SparkState> notRunning() {
        return Stream.of(
                new SparkState.Requested(),
                new SparkState.Queued(),
                new SparkState.Creating(),
                new SparkState.Interrupted("the node is gone"),
                new SparkState.Failed("database", "no space"),
                new SparkState.Deleting());
    }

    @ParameterizedTest
    @MethodSource("notRunning")
    void saysWhatToDoAboutOneThatDoesNotRun(SparkState state) {
        assertThat(Doorkeeper.whyNot(state, "demo"))
                .get()
                .isInstanceOfSatisfying(
                        Refusal.Conflict.class,
                        conflict -> assertThat(conflict.detail()).endsWith("."));
    }

    @Test
    void knowsNothingOfAPurgedOne() {
        assertThat(Doorkeeper.whyNot(new SparkState.Purged(), "demo")).contains(new Refusal.NotFound("spark"));
    }
}
