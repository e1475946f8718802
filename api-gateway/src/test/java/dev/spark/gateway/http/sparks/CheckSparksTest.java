package dev.spark.gateway.http.sparks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.gateway.domain.RefusedException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckSparksTest {

    @Test
    void measuresAnEnvironmentInBytesNotInCharacters() {
        // 260,000 characters, three bytes each: sealed it would be more than one message can carry.
        Map<String, String> env = variables(6, "\u4e00".repeat(43_300));

        assertThatThrownBy(() -> CheckSparks.env(Map.of(), env)).isInstanceOf(RefusedException.class);
    }

    @Test
    void countsTheBytesOfTheTemplatesVariablesToo() {
        Map<String, String> template = Map.of("T", "\u4e00".repeat(43_300));

        assertThatThrownBy(() -> CheckSparks.env(template, variables(2, "\u4e00".repeat(43_300))))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void takesAnEnvironmentAsLargeAsItMayBe() {
        Map<String, String> env = variables(2, "x".repeat(127 * 1024));
        Map<String, String> wide = variables(2, "\u4e00".repeat(43_300));

        assertThat(CheckSparks.env(Map.of(), env)).isEqualTo(env);
        assertThat(CheckSparks.env(Map.of(), wide)).isEqualTo(wide);
    }

    private static Map<String, String> variables(int count, String value) {
        var variables = new HashMap<String, String>();
        for (int i = 0; i < count; i++) {
            variables.put("V" + i, value);
        }
        return variables;
    }
}
