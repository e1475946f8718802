package dev.spark.local.stack.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortClaimsTest {

    @TempDir
    Path folder;

    private PortClaims one;
    private PortClaims other;

    @BeforeEach
    void twoStacks() {
        one = claimsOf("one");
        other = claimsOf("other");
    }

    @Test
    void keepsAPortForTheStackThatHasChosenIt() throws Exception {
        one.choose(claims -> new Ports(Map.of("gateway", 7080)));

        assertThat(other.isAnothers(7080)).isTrue();
        assertThat(other.isAnothers(7081)).isFalse();
        assertThat(one.isAnothers(7080)).isFalse();
    }

    @Test
    void givesUpThePortsOfAStackThatIsGone() throws Exception {
        one.choose(claims -> new Ports(Map.of("gateway", 7080)));

        PrivateFile.delete(one.state().choices());

        assertThat(other.isAnothers(7080)).isFalse();
    }

    @Test
    void releasesItsOwnPortsOnly() throws Exception {
        one.choose(claims -> new Ports(Map.of("gateway", 7080)));
        other.choose(claims -> new Ports(Map.of("gateway", 7081)));
        new Choices("simulated", null, null, Map.of("gateway", 7080, "kafka", 7081))
                .write(one.state().choices());

        one.release();

        assertThat(folder.resolve("ports/7080")).doesNotExist();
        assertThat(folder.resolve("ports/7081")).exists();
    }

    private PortClaims claimsOf(String name) {
        var state = new StateFolder(folder.resolve(name)).create();
        new Choices("simulated", null, null, null).write(state.choices());
        return new PortClaims(folder.resolve("ports"), state);
    }
}
