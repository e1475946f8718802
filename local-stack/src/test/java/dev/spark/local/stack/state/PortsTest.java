package dev.spark.local.stack.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    private static final Map<String, Integer> WISHES = Map.of("gateway", 7080, "provisioner", 7081);

    @Test
    void takesTheWishedPortsWhereTheyAreFree() {
        assertThat(Ports.choose(Map.of(), WISHES, port -> true).byName()).isEqualTo(WISHES);
    }

    @Test
    void takesTheNextFreePortAndNeverOneTwice() {
        var taken = Set.of(7080);

        var ports = Ports.choose(Map.of(), WISHES, port -> !taken.contains(port));

        assertThat(ports.of("gateway")).isEqualTo(7081);
        assertThat(ports.of("provisioner")).isEqualTo(7082);
    }

    @Test
    void keepsWhatWasChosenBefore() {
        var ports = Ports.choose(Map.of("gateway", 9000), WISHES, port -> true);

        assertThat(ports.of("gateway")).isEqualTo(9000);
    }

    @Test
    void givesUpAKeptPortThatSomebodyElseHasTaken() {
        var ports = Ports.choose(Map.of("gateway", 9000), WISHES, port -> port != 9000);

        assertThat(ports.of("gateway")).isEqualTo(7080);
    }

    @Test
    void seesAListenerOnAllAddressesToo() throws Exception {
        try (var listener = new java.net.ServerSocket(0)) {
            assertThat(Ports.isFree(listener.getLocalPort())).isFalse();
        }
    }
}
