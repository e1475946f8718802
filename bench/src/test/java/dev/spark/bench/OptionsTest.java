package dev.spark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void runsAllWhereNothingIsAskedFor() {
        Options options = Options.parse();

        assertThat(options.only()).isEqualTo(Options.ALL);
        assertThat(options.named()).isEmpty();
    }

    @Test
    void runsThePartsThatAreNamed() {
        Options options = Options.parse("wake", "--pod-rounds", "5", "scale");

        assertThat(options.only()).containsExactlyInAnyOrder("wake", "scale");
        assertThat(options.podRounds()).isEqualTo(5);
        assertThat(options.named()).isEqualTo("-scale-wake");
        assertThat(options.needsRealCluster()).isTrue();
    }

    @Test
    void takesThePartsOfOnlyToo() {
        assertThat(Options.parse("--only", "pods,http").only()).containsExactlyInAnyOrder("pods", "http");
    }

    @Test
    void needsNoRealClusterForThoseOfASimulatedOne() {
        assertThat(Options.parse("scale", "savings").needsRealCluster()).isFalse();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("weke")).hasMessageContaining("weke");
        assertThatThrownBy(() -> Options.parse("--weke", "1")).hasMessageContaining("--weke");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageContaining("--rounds");
    }
}
