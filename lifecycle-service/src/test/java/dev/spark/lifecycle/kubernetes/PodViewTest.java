package dev.spark.lifecycle.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.lifecycle.plan.Observed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodViewTest {

    @Test
    void countsWhatIsEndingAndNotWhatIsOver() {
        Pod ending = new PodBuilder(pod("Running", true))
                .editMetadata()
                .withDeletionTimestamp("2026-01-02T03:04:05Z")
                .endMetadata()
                .build();

        Observed seen = PodView.observed(true, Optional.of(0), Optional.of("7"), List.of(ending, pod("Failed", false)));

        assertThat(seen).isEqualTo(new Observed(true, Optional.of(0), 1, false, Optional.empty(), Optional.of("7")));
    }

    @Test
    void isReadyByTheOneThatStays() {
        assertThat(PodView.observed(true, Optional.of(1), Optional.of("7"), List.of(pod("Running", true)))
                        .ready())
                .isTrue();
        assertThat(PodView.observed(true, Optional.of(1), Optional.of("7"), List.of(pod("Running", false)))
                        .ready())
                .isFalse();
        assertThat(PodView.observed(
                                true,
                                Optional.of(1),
                                Optional.of("7"),
                                List.of(new Pod("v1", "Pod", pod("", false).getMetadata(), null, null)))
                        .ready())
                .isFalse();
    }

    @Test
    void saysWhyItDoesNotComeUp() {
        Pod unscheduled = new PodBuilder(pod("Pending", false))
                .editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available")
                .endCondition()
                .endStatus()
                .build();
        Pod withoutImage = new PodBuilder(pod("Pending", false))
                .editStatus()
                .addNewContainerStatus()
                .withName("spark")
                .withNewState()
                .withNewWaiting("back-off", "ImagePullBackOff")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        assertThat(PodView.observed(true, Optional.of(1), Optional.of("7"), List.of(unscheduled))
                        .trouble())
                .contains("Unschedulable: 0/1 nodes are available");
        assertThat(PodView.observed(true, Optional.of(1), Optional.of("7"), List.of(withoutImage))
                        .trouble())
                .contains("ImagePullBackOff: back-off");
    }

    private static Pod pod(String phase, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("s-7f3kq2m6ab-1")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
