package dev.spark.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.postgres.ServerUser.Caller;
import dev.spark.local.postgres.ServerUser.Nobody;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerUserTest {

    private static final List<String> COMMAND = List.of("postgres", "-D", "data");

    @Test
    void runsAsTheCallerWhoIsNotRoot() {
        assertThat(new Caller().command(COMMAND)).isEqualTo(COMMAND);
    }

    @Test
    void dropsAllOfRootsPowers() {
        assertThat(String.join(" ", new Nobody(Optional.empty()).command(COMMAND)))
                .isEqualTo("setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- postgres -D data");
    }

    @Test
    void keepsOneWhereNobodyMayNotEnter() {
        assertThat(String.join(" ", new Nobody(Optional.of("dac_read_search")).command(COMMAND)))
                .contains("--inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search");
    }

    @Test
    void prefersTheCapabilityThatCannotWrite() {
        assertThat(ServerUser.capabilityToEnter(0b110)).isEqualTo("dac_read_search");
        assertThat(ServerUser.capabilityToEnter(0b010)).isEqualTo("dac_override");
    }
}
