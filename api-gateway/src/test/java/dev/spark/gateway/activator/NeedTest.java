package dev.spark.gateway.activator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.domain.SparkState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NeedTest {

    private static final List<SparkState> ALL = List.of(
            new SparkState.Requested(),
            new SparkState.Queued(),
            new SparkState.QueuedToWake(),
            new SparkState.Creating(),
            new SparkState.Running(),
            new SparkState.Interrupted("the node is gone"),
            new SparkState.FallingAsleep(),
            new SparkState.Asleep("idle"),
            new SparkState.Stopping(),
            new SparkState.Stopped(),
            new SparkState.Waking(true),
            new SparkState.Failed("wake", "no room"),
            new SparkState.Deleting(true),
            new SparkState.Trashed(Instant.EPOCH),
            new SparkState.Purged());

    @Test
    void isToldFromStateAndPolicy() {
        String table = ALL.stream()
                .map(state -> "%-13s %s"
                        .formatted(
                                state.getClass().getSimpleName(),
                                Arrays.stream(WakePolicy.values())
                                        .map(policy -> Need.of(state, policy).name())
                                        .collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));

        assertThat(table).isEqualTo("""
                Requested     NOTHING NOTHING NOTHING
                Queued        NOTHING NOTHING NOTHING
                QueuedToWake  NOTHING NOTHING NOTHING
                Creating      NOTHING NOTHING NOTHING
                Running       NOTHING NOTHING NOTHING
                Interrupted   NOTHING NOTHING NOTHING
                FallingAsleep ACTIVATOR ACTIVATOR NOTHING
                Asleep        ACTIVATOR ACTIVATOR NOTHING
                Stopping      NOTHING NOTHING NOTHING
                Stopped       NOTHING NOTHING NOTHING
                Waking        ACTIVATOR ACTIVATOR ACTIVATOR
                Failed        NOTHING NOTHING NOTHING
                Deleting      NOTHING NOTHING NOTHING
                Trashed       NOTHING NOTHING NOTHING
                Purged        NOTHING_EVER NOTHING_EVER NOTHING_EVER""");
        assertThat(ALL).hasSize(SparkState.class.getPermittedSubclasses().length);
    }
}
