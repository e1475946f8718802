package dev.spark.gateway.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.gateway.dial.Processes;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandsTest {

    @Test
    void passesOnEveryArgumentAsItIs() {
        List<String> argv = List.of("printf", "%s", "", "a b", "$(id)", "'\"\\\n", "-x");

        Processes.Command command = Commands.checked(argv, Map.of("A", "$B\n"), "/tmp/a b", null, Optional.empty());

        assertThat(command)
                .isEqualTo(new Processes.Command(
                        argv.stream().map(Buffer::buffer).toList(),
                        Map.of("A", Buffer.buffer("$B\n")),
                        Optional.of(Buffer.buffer("/tmp/a b")),
                        Optional.empty()));
    }

    @Test
    void takesAnyBytesAsBase64() {
        byte[] bytes = {(byte) 0xff, 'g', 'r', 'u', (byte) 0xcc, (byte) 0x88};
        String base64 = Base64.getEncoder().encodeToString(bytes);

        Processes.Command command =
                Commands.checked(List.of("bHM=", base64), Map.of("A", base64), "L3RtcA==", "base64", Optional.empty());

        assertThat(command)
                .isEqualTo(new Processes.Command(
                        List.of(Buffer.buffer("ls"), Buffer.buffer(bytes)),
                        Map.of("A", Buffer.buffer(bytes)),
                        Optional.of(Buffer.buffer("/tmp")),
                        Optional.empty()));
        assertThatThrownBy(() -> Commands.checked(List.of("ls -l"), Map.of(), null, "base64", Optional.empty()))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Commands.checked(List.of("ls"), Map.of(), null, "hex", Optional.empty()))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void takesWhatLinuxTakes() {
        String longest = "b".repeat(128 * 1024 - 1);
        assertThat(Commands.checked(
                                Collections.nCopies(15, longest),
                                Map.of("A", "b".repeat(127 * 1024)),
                                null,
                                null,
                                Optional.empty())
                        .argv())
                .hasSize(15);
        assertThat(Commands.checked(Collections.nCopies(100_000, "a"), Map.of(), null, null, Optional.empty())
                        .argv())
                .hasSize(100_000);
        assertRefused("command", Collections.nCopies(16, longest), Map.of("A", "b"), null);
        assertRefused("command", Collections.nCopies(210_000, "a"), Map.of(), null);
    }

    @Test
    void refusesWhatIsNoCommand() {
        assertRefused("command", null, Map.of(), null);
        assertRefused("command", List.of(), Map.of(), null);
        assertRefused("command", List.of(""), Map.of(), null);
        assertRefused("command", List.of("a\0b"), Map.of(), null);
        assertRefused("command", Arrays.asList("a", null), Map.of(), null);
        assertRefused("command", List.of("a", "\ud800"), Map.of(), null);
        assertRefused("command", List.of("a", "b".repeat(128 * 1024)), Map.of(), null);
        assertRefused("command", List.of("a", "ü".repeat(64 * 1024)), Map.of(), null);
        assertRefused("env", List.of("a"), Map.of("A", "b".repeat(128 * 1024 - 2)), null);
    }

    @Test
    void refusesWhatIsNoEnvironment() {
        for (String name : List.of("", "1A", "A-B", "A=B", "Ä", "A\0")) {
            assertRefused("env", List.of("a"), Map.of(name, "b"), null);
        }
        assertRefused("env", List.of("a"), Map.of("A", "b\0"), null);
        assertRefused("env", List.of("a"), Collections.singletonMap("A", null), null);
    }

    @Test
    void refusesWhatIsNoDirectory() {
        for (String dir : List.of("", "tmp", "~", "/a\0", "/a\nb", "/" + "a".repeat(4096))) {
            assertRefused("dir", List.of("a"), Map.of(), dir);
        }
    }

    @Test
    void refusesATerminalOfNoSize() {
        assertThat(Commands.size(null, null)).isEqualTo(new Processes.Size(80, 24));
        assertThatThrownBy(() -> Commands.size(0, 24)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Commands.size(80, 10_000)).isInstanceOf(RefusedException.class);
    }

    private static void assertRefused(
            String field,
            @Nullable List<@Nullable String> argv,
            Map<String, @Nullable String> env,
            @Nullable String dir) {
        assertThatThrownBy(() -> Commands.checked(argv, env, dir, null, Optional.empty()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal())
                                .isInstanceOfSatisfying(
                                        Refusal.Invalid.class,
                                        invalid -> assertThat(invalid.field()).isEqualTo(field)));
    }
}
