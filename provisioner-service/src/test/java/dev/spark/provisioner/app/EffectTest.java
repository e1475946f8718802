package dev.spark.provisioner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EffectTest {

    /** The list is for tests outside, which kill the service at each of them. */
    @Test
    void hasItsFailpointsInTheList() throws IOException {
        try (var list = EffectTest.class.getResourceAsStream("/failpoints.txt")) {
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyElementsOf(Arrays.stream(Effect.values())
                            .flatMap(effect -> Stream.of(effect.before(), effect.after()))
                            .toList());
        }
    }
}
