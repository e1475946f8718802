package dev.spark.metrics.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkId;
import dev.spark.metrics.domain.RunningPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodViewTest {

    private static final String SPARK = "s-7f3kq2m5ab";

    @Test
    void seesThePodThatRuns() {
        assertThat(PodView.running(List.of(pod("one", "12:00", "Running"))))
                .containsExactly(new RunningPod(new SparkId(SPARK), "one", "node"));
    }

    @Test
    void takesTheNewestOfTwo() {
        assertThat(PodView.running(List.of(pod("two", "12:01", "Running"), pod("one", "12:00", "Running"))))
                .extracting(RunningPod::uid)
                .containsExactly("two");
    }

    @Test
    void passesOverThoseThatDoNotRun() {
        Pod ending = new PodBuilder(pod("two", "12:01", "Running"))
                .editMetadata()
                .withDeletionTimestamp("2026-01-02T12:02:00Z")
                .endMetadata()
                .build();
        Pod somebodyElses = new PodBuilder(pod("three", "12:01", "Running"))
                .editMetadata()
                .removeFromLabels("spark.dev/id")
                .endMetadata()
                .build();

        assertThat(PodView.running(List.of(
                        ending,
                        somebodyElses,
                        pod("four", "12:01", "Pending"),
                        pod("five", "12:01", "Failed"),
                        new PodBuilder(pod("six", "12:01", "Running"))
                                .withStatus(null)
                                .build())))
                .isEmpty();
    }

    private static Pod pod(String uid, String time, String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withUid(uid)
                .addToLabels("spark.dev/id", SPARK)
                .withCreationTimestamp("2026-01-02T" + time + ":00Z")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node")
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }
}
