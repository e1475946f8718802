package dev.spark.provisioner.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.provisioner.plan.Observed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
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

    private static Pod pod(String name, String created, String status) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, uid: uid-%s, creationTimestamp: %s}
                %s
                """.formatted(name, name, created, status), Pod.class);
    }
}
