package dev.spark.local.stack.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    private static final Map<String, Integer> WISHES = Map.of("gateway", 7080, "provisioner", 7081);

    @Test
    void takesTheWishedPortsWhereTheyAreFree() {
        assertThat(Ports.choose(Map.of(), WISHES, Map.of(), port -> true).byName())
                .isEqualTo(WISHES);
    }

    @Test
    void takesTheNextFreePortAndNeverOneTwice() {
        var taken = Set.of(7080);

        var ports = Ports.choose(Map.of(), WISHES, Map.of(), port -> !taken.contains(port));

        assertThat(ports.of("gateway")).isEqualTo(7081);
        assertThat(ports.of("provisioner")).isEqualTo(7082);
    }

    @Test
    void keepsWhatWasChosenBefore() {
        var ports = Ports.choose(Map.of("gateway", 9000), WISHES, Map.of(), port -> true);

        assertThat(ports.of("gateway")).isEqualTo(9000);
    }

    @Test
    void givesUpAKeptPortThatSomebodyElseHasTaken() {
        var ports = Ports.choose(Map.of("gateway", 9000), WISHES, Map.of(), port -> port != 9000);

        assertThat(ports.of("gateway")).isEqualTo(7080);
    }

    @Test
    void choosesARangeWhereAllOfItIsFree() {
        var ports = Ports.choose(
                Map.of(), Map.of("range", 21_000, "single", 21_100), Map.of("range", 100), port -> port != 21_050);

        assertThat(ports.of("range")).isEqualTo(21_100);
        assertThat(ports.of("single")).isEqualTo(21_200);
    }

    @Test
    void keepsARangeWhileAllOfItIsFree() {
        var kept = Map.of("range", 22_000);
        var ranges = Map.of("range", 100);

        assertThat(Ports.choose(kept, Map.of("range", 21_000), ranges, port -> true)
                        .of("range"))
                .isEqualTo(22_000);
        assertThat(Ports.choose(kept, Map.of("range", 21_000), ranges, port -> port != 22_099)
                        .of("range"))
                .isEqualTo(21_000);
    }

    @Test
    void seesAListenerOnAllAddressesToo() throws Exception {
        try (var listener = new java.net.ServerSocket(0)) {
            assertThat(Ports.isFree(listener.getLocalPort())).isFalse();
        }
    }
}
