package dev.spark.provisioner.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.EndingPod.Containers;
import dev.spark.provisioner.plan.EndingPod.NodeHealth;
import dev.spark.provisioner.plan.Observed;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodViewTest {

    @Test
    void readsAPodThatIsReady() {
        assertThat(PodView.newest(List.of(pod("a", "2026-01-01T00:00:00Z", """
                status:
                  phase: Running
                  conditions: [{type: Ready, status: "True"}]
                  containerStatuses: [{name: spark, restartCount: 2, state: {running: {}}}]
                """))))
                .contains(new Observed.Pod("a", "uid-a/2", true, true, Optional.empty()));
    }

    @Test
    void saysWhyAPodDoesNotStart() {
        assertThat(PodView.newest(List.of(pod("a", "2026-01-01T00:00:00Z", """
                status:
                  phase: Pending
                  containerStatuses: [{name: spark, restartCount: 0, state: {waiting: {reason: ErrImagePull, message: no}}}]
                """))))
                .flatMap(Observed.Pod::trouble)
                .contains("ErrImagePull: no");
        assertThat(PodView.newest(List.of(pod("a", "2026-01-01T00:00:00Z", """
                status:
                  phase: Pending
                  conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: 0/1 nodes}]
                """))))
                .flatMap(Observed.Pod::trouble)
                .contains("Unschedulable: 0/1 nodes");
    }

    @Test
    void seesNoTroubleInAnOrdinaryStart() {
        assertThat(PodView.newest(List.of(pod("a", "2026-01-01T00:00:00Z", """
                status:
                  phase: Pending
                  containerStatuses: [{name: spark, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]
                """))))
                .flatMap(Observed.Pod::trouble)
                .isEmpty();
    }

    @Test
    void takesTheNewestThatIsNotOnItsWayOut() {
        Pod old = pod("old", "2026-01-01T00:00:00Z", "status: {phase: Running}");
        Pod ending = pod("ending", "2026-01-03T00:00:00Z", "status: {phase: Running}");
        ending.getMetadata().setDeletionTimestamp("2026-01-03T00:00:01Z");
        Pod over = pod("over", "2026-01-02T00:00:00Z", "status: {phase: Failed}");

        assertThat(PodView.newest(List.of(ending, old, over)))
                .map(Observed.Pod::name)
                .contains("old");
        assertThat(PodView.newest(List.of(ending, over))).isEmpty();
    }

    @Test
    void readsWhatANodeReportedOfAPodThatIsToEnd() {
        assertThat(containersOf("status: {phase: Running, containerStatuses: [{name: spark, state: {running: {}}}]}"))
                .isEqualTo(Containers.RUNNING);
        assertThat(containersOf(
                        "status: {phase: Running, containerStatuses: [{name: spark, state: {terminated: {}}}]}"))
                .isEqualTo(Containers.TERMINATED);
        assertThat(containersOf("""
                status:
                  phase: Running
                  initContainerStatuses: [{name: first, state: {terminated: {}}}]
                  containerStatuses: [{name: spark, state: {running: {}}}]
                """)).isEqualTo(Containers.RUNNING);
        assertThat(containersOf("status: {phase: Pending, containerStatuses: [{name: spark, state: {waiting: {}}}]}"))
                .isEqualTo(Containers.WAITING);
        // An evicted pod has failed before its containers have ended.
        assertThat(containersOf("status: {phase: Failed, reason: Evicted}")).isEqualTo(Containers.WAITING);
    }

    @Test
    void readsWhenAPodsGraceEnds() {
        Pod ending = pod("a", "2026-01-01T00:00:00Z", "status: {phase: Running}");
        ending.getMetadata().setDeletionTimestamp("2026-01-03T00:00:05Z");
        ending.getMetadata().setResourceVersion("7");
        ending.setSpec(new PodSpecBuilder().withNodeName("n").build());

        assertThat(PodView.ending(ending, NodeHealth.READY))
                .isEqualTo(new EndingPod(
                        "a",
                        "uid-a",
                        "7",
                        Optional.of(Instant.parse("2026-01-03T00:00:05Z")),
                        Containers.WAITING,
                        Optional.of("n"),
                        NodeHealth.READY));
    }

    @Test
    void readsWhetherANodeIsReady() {
        assertThat(NodeView.health(null)).isEqualTo(NodeHealth.GONE);
        assertThat(NodeView.health(node("\"True\""))).isEqualTo(NodeHealth.READY);
        assertThat(NodeView.health(node("\"False\""))).isEqualTo(NodeHealth.NOT_READY);
        assertThat(NodeView.health(node("Unknown"))).isEqualTo(NodeHealth.NOT_READY);
        assertThat(NodeView.health(new NodeBuilder().build())).isEqualTo(NodeHealth.NOT_READY);
    }

    private static Containers containersOf(String status) {
        Pod pod = pod("a", "2026-01-01T00:00:00Z", status);
        pod.setSpec(new PodSpecBuilder().withNodeName("n").build());
        return PodView.ending(pod, NodeHealth.UNKNOWN).containers();
    }

    private static Node node(String ready) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Node
                metadata: {name: n}
                status: {conditions: [{type: MemoryPressure, status: "False"}, {type: Ready, status: %s}]}
                """.formatted(ready), Node.class);
    }

    private static Pod pod(String name, String created, String status) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, uid: uid-%s, creationTimestamp: %s}
                %s
                """.formatted(name, name, created, status), Pod.class);
    }
}
