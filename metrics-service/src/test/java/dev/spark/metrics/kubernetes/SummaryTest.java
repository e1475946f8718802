package dev.spark.metrics.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.metrics.domain.PodUsage;
import dev.spark.metrics.domain.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final String UID = "6b0f4f0e-6d0c-4a51-9e35-0d8b8f6e9a01";

    @Test
    void readsAKubeletsAnswer() throws IOException {
        Summary summary = golden();

        assertThat(summary.node()).isEqualTo("spark-node");
        assertThat(summary.pods().get(UID))
                .isEqualTo(new PodUsage(
                        UID,
                        Optional.of(new Sample(Instant.parse("2026-01-02T12:00:00Z"), 2_431_234_567L)),
                        Optional.of(new Sample(Instant.parse("2026-01-02T12:00:02Z"), 219_357)),
                        Optional.of(54_755_328L)));
    }

    @Test
    void takesTheOnlyContainersWordForThePods() throws IOException {
        PodUsage usage = golden().pods().get("0c1d2e3f-1111-4222-8333-444455556666");

        assertThat(usage.cpu()).contains(new Sample(Instant.parse("2026-01-02T12:00:04Z"), 55_000_111));
        assertThat(usage.memoryBytes()).contains(1_048_576L);
        assertThat(usage.network()).isEmpty();
    }

    @Test
    void leavesOutWhatIsMissing() throws IOException {
        String uid = "9f8e7d6c-aaaa-4bbb-8ccc-ddddeeeeffff";

        assertThat(golden().pods().get(uid))
                .isEqualTo(new PodUsage(uid, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void leavesOutWhatMakesNoSense() throws IOException {
        PodUsage usage = parse("""
                {"pods": [{"podRef": {"uid": "u"},
                    "cpu": {"time": "yesterday", "usageCoreNanoSeconds": 5},
                    "memory": {"workingSetBytes": "many"},
                    "network": {"time": "2026-01-02T12:00:00Z", "rxBytes": -1, "txBytes": 2}}, {"podRef": {}}, 7]}""").pods().get("u");

        assertThat(usage).isEqualTo(new PodUsage("u", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void readsTimesWithFractionsAndOffsets() throws IOException {
        PodUsage usage = parse("""
                {"pods": [{"podRef": {"uid": "u"},
                    "cpu": {"time": "2026-01-02T13:00:00.123456789+01:00", "usageCoreNanoSeconds": 5}}]}""").pods().get("u");

        assertThat(usage.cpu()).contains(new Sample(Instant.parse("2026-01-02T12:00:00.123456Z"), 5));
    }

    @Test
    void refusesWhatIsNoSummary() {
        assertThatThrownBy(() -> parse("[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("<html>")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(IOException.class);
    }

    private static Summary golden() throws IOException {
        try (var sample = SummaryTest.class.getResourceAsStream("/kubelet/summary.json")) {
            return Summary.parse(sample.readAllBytes());
        }
    }

    private static Summary parse(String text) throws IOException {
        return Summary.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
