package dev.spark.gateway.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.events.SparkSpec.WakePolicy;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.SparkState;
import dev.spark.gateway.domain.SparkView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void isOpenWhereTheSparkRuns() {
        assertThat(Entry.to(spark(new SparkState.Running(), WakePolicy.MANUAL), 22))
                .isEqualTo(new Entry.Open());
    }

    static Stream<SparkState> onTheirWay() {
        return Stream.of(
                new SparkState.Creating(), new SparkState.Waking(true), new SparkState.Interrupted("the node is gone"));
    }

    @ParameterizedTest
    @MethodSource("onTheirWay")
    void isWaitedForWhileItIsOnItsWay(SparkState state) {
        assertThat(Entry.to(spark(state, WakePolicy.MANUAL), 3000)).isEqualTo(new Entry.Comes());
    }

    static Stream<SparkState> asleep() {
        return Stream.of(new SparkState.FallingAsleep(), new SparkState.Asleep("idle"));
    }

    @ParameterizedTest
    @MethodSource("asleep")
    void wakesWhatSleepsAsItsPolicySays(SparkState state) {
        assertThat(Entry.to(spark(state, WakePolicy.ANY), 3000)).isEqualTo(new Entry.Wakes());
        assertThat(Entry.to(spark(state, WakePolicy.SSH), 22)).isEqualTo(new Entry.Wakes());
        assertThat(Entry.to(spark(state, WakePolicy.SSH), 3000)).isEqualTo(byPolicy());
        assertThat(Entry.to(spark(state, WakePolicy.MANUAL), 22)).isEqualTo(byPolicy());
    }

    private static Entry byPolicy() {
        return new Entry.Closed(Refusal.Stopped.byPolicy("demo"));
    }

    static Stream<SparkState> stopped() {
        return Stream.of(new SparkState.Stopping(), new SparkState.Stopped());
    }

    @ParameterizedTest
    @MethodSource("stopped")
    void leavesWhatIsStoppedAloneAndSaysWhatStartsIt(SparkState state) {
        assertThat(Entry.to(spark(state, WakePolicy.ANY), 22))
                .isInstanceOfSatisfying(
                        Entry.Closed.class,
                        closed -> assertThat(closed.refusal())
                                .isInstanceOfSatisfying(
                                        Refusal.Stopped.class,
                                        stopped -> assertThat(stopped.detail()).contains("`spark wake demo`")));
    }

    static Stream<SparkState> notToBeEntered() {
        return Stream.of(
                new SparkState.Requested(),
                new SparkState.Queued(),
                new SparkState.QueuedToWake(),
                new SparkState.Failed("database", "no space"),
                new SparkState.Deleting(false),
                new SparkState.Trashed(AT));
    }

    @ParameterizedTest
    @MethodSource("notToBeEntered")
    void saysWhatToDoAboutOneThatDoesNotRun(SparkState state) {
        assertThat(Entry.to(spark(state, WakePolicy.ANY), 22))
                .isInstanceOfSatisfying(
                        Entry.Closed.class,
                        closed -> assertThat(closed.refusal())
                                .isInstanceOfSatisfying(
                                        Refusal.Conflict.class,
                                        conflict ->
                                                assertThat(conflict.detail()).endsWith(".")));
    }

    @Test
    void knowsNothingOfAPurgedOne() {
        assertThat(Entry.to(spark(new SparkState.Purged(), WakePolicy.ANY), 22))
                .isEqualTo(new Entry.Closed(new Refusal.NotFound("spark")));
    }

    private static SparkView spark(SparkState state, WakePolicy policy) {
        var spec = new SparkSpec(
                "demo",
                "ada",
                null,
                null,
                null,
                new SparkSpec.Size("1", "1Gi", "1Gi"),
                List.of(),
                Map.of(),
                null,
                Duration.ofMinutes(30),
                policy,
                List.of());
        return new SparkView(
                new SparkId("s-7f3kq2m7ab"),
                spec,
                state,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                List.of(),
                AT,
                AT,
                1,
                1);
    }
}
