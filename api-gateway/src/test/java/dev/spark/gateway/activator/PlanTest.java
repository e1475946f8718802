package dev.spark.gateway.activator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final SparkId OTHER = new SparkId("s-bbbbbbbbbb");
    private static final List<String> HERE = List.of("10.0.0.1", "10.0.0.2");
    private static final Plan PLAN = new Plan(1, Map.of(SPARK, 21000), List.of());
    private static final Set<SparkId> OURS = Set.of(SPARK);

    @Test
    void leavesAloneWhatIsAsItShouldBe() {
        var there = Map.of(SPARK, new Slice(List.of("10.0.0.2", "10.0.0.1"), 21000));
        assertThat(PLAN.differing(there, HERE, OURS, OURS)).isEmpty();
    }

    @Test
    void seesWhatIsMissing() {
        assertThat(PLAN.differing(Map.of(), HERE, OURS, OURS)).containsExactly(SPARK);
    }

    @Test
    void seesAReplicaThatCameOrWent() {
        var there = Map.of(SPARK, new Slice(List.of("10.0.0.1"), 21000));
        assertThat(PLAN.differing(there, HERE, OURS, OURS)).containsExactly(SPARK);
        assertThat(PLAN.differing(there, List.of("10.0.0.2"), OURS, OURS)).containsExactly(SPARK);
    }

    @Test
    void seesAnotherPort() {
        var there = Map.of(SPARK, new Slice(HERE, 21001));
        assertThat(PLAN.differing(there, HERE, OURS, OURS)).containsExactly(SPARK);
    }

    @Test
    void seesWhatThisReplicaDoesNotListenFor() {
        var there = Map.of(SPARK, new Slice(HERE, 21000));
        assertThat(PLAN.differing(there, HERE, OURS, Set.of())).containsExactly(SPARK);
        assertThat(PLAN.differing(there, HERE, Set.of(), OURS)).containsExactly(SPARK);
    }

    @Test
    void seesWhatIsLeftOverAnywhere() {
        var nothing = new Plan(0, Map.of(), List.of());
        assertThat(nothing.differing(Map.of(OTHER, new Slice(HERE, 21005)), HERE, Set.of(), Set.of()))
                .containsExactly(OTHER);
        assertThat(nothing.differing(Map.of(), HERE, Set.of(OTHER), Set.of())).containsExactly(OTHER);
        assertThat(nothing.differing(Map.of(), HERE, Set.of(), Set.of(OTHER))).containsExactly(OTHER);
        assertThat(new Plan(0, Map.of(), List.of(OTHER)).differing(Map.of(), HERE, Set.of(), Set.of()))
                .containsExactly(OTHER);
    }
}
