package dev.spark.provisioner.plan;

import static dev.spark.provisioner.Sparks.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.provisioner.plan.EndingPod.Containers;
import dev.spark.provisioner.plan.EndingPod.NodeHealth;
import dev.spark.provisioner.plan.EndingPod.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A pod is removed without its node only where nothing of it can be running: two pods would write to one volume. */
class EndingPodTest {

    private static final Instant OVER = NOW.minus(EndingPod.PATIENCE);

    @Test
    void decidesAsTheTableSays() {
        var table = new StringBuilder();
        for (NodeHealth health : NodeHealth.values()) {
            for (Containers containers : Containers.values()) {
                Verdict verdict = pod(OVER, containers, "n", health).verdict(NOW);
                table.append("%-10s %-10s %s%n".formatted(health, containers, said(verdict)));
            }
        }

        assertThat(table.toString().stripTrailing()).isEqualTo("""
                        READY      TERMINATED remove: its node reported that its containers terminated
                        READY      WAITING    remove: its node n is ready and runs none of its containers
                        READY      RUNNING    wait: node n has not ended pod p
                        NOT_READY  TERMINATED remove: its node reported that its containers terminated
                        NOT_READY  WAITING    wait: node n does not answer, and may be running pod p
                        NOT_READY  RUNNING    wait: node n does not answer, and may be running pod p
                        GONE       TERMINATED remove: its node n is no longer part of the cluster
                        GONE       WAITING    remove: its node n is no longer part of the cluster
                        GONE       RUNNING    remove: its node n is no longer part of the cluster
                        UNKNOWN    TERMINATED remove: its node reported that its containers terminated
                        UNKNOWN    WAITING    wait: node n has not ended pod p
                        UNKNOWN    RUNNING    wait: node n has not ended pod p""");
    }

    @Test
    void leavesAPodToItsNodeUntilItsGraceIsLongOver() {
        for (NodeHealth health : NodeHealth.values()) {
            for (Containers containers : Containers.values()) {
                assertThat(pod(OVER.plusMillis(1), containers, "n", health).verdict(NOW))
                        .isEqualTo(new Verdict.Wait("pod p is ending"));
            }
        }
    }

    @Test
    void removesWhatWasNeverScheduled() {
        assertThat(pod(OVER, Containers.WAITING, null, NodeHealth.UNKNOWN).verdict(NOW))
                .isEqualTo(new Verdict.Remove("it was never scheduled to a node"));
    }

    @Test
    void removesNothingThatNobodyAskedToEnd() {
        assertThat(pod(null, Containers.TERMINATED, "n", NodeHealth.GONE).verdict(NOW))
                .isEqualTo(new Verdict.Wait("pod p is to be stopped"));
    }

    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Remove(String evidence) -> "remove: " + evidence;
            case Verdict.Wait(String reason) -> "wait: " + reason;
        };
    }

    private static EndingPod pod(Instant due, Containers containers, String node, NodeHealth health) {
        return new EndingPod("p", "uid", "7", Optional.ofNullable(due), containers, Optional.ofNullable(node), health);
    }
}
