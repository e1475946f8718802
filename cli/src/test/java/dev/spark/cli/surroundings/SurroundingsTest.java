package dev.spark.cli.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
    @Test
    void hasThePersonsLocaleAndNotTheLaunchers() {
        assertThat(Surroundings.withItsOwnLocale(Map.of("LC_ALL", "C.UTF-8", "SPARK_LC_ALL", "de_DE", "A", "b")))
                .isEqualTo(Map.of("LC_ALL", "de_DE", "A", "b"));
        assertThat(Surroundings.withItsOwnLocale(Map.of("LC_ALL", "C.UTF-8", "SPARK_LC_ALL", "", "A", "b")))
                .isEqualTo(Map.of("A", "b"));
        assertThat(Surroundings.withItsOwnLocale(Map.of("LC_ALL", "C"))).isEqualTo(Map.of("LC_ALL", "C"));
    }

    @Test
    void takesTheBytesOfItsWordsWhereTheyAreThose() {
        var words = List.of("java", "-jar", "spark.jar", "exec", "größe", "\udcff");

        assertThat(ProcessText.arguments(new String[] {"exec", "gr\ufffd\ufffd\ufffd\ufffde", "\ufffd"}, words))
                .containsExactly("exec", "größe", "\udcff");
        assertThat(ProcessText.arguments(new String[] {"other", "gr\ufffd\ufffd\ufffd\ufffde", "\ufffd"}, words))
                .as("words of something else")
                .containsExactly("other", "gr\ufffd\ufffd\ufffd\ufffde", "\ufffd");
        assertThat(ProcessText.arguments(new String[] {"\ufffd"}, List.of()))
                .as("no Linux")
                .containsExactly("\ufffd");
    }

    @Test
    void takesTheBytesOfItsEnvironment() {
        assertThat(ProcessText.environment(Map.of("A", "gr\ufffd"), List.of("A=gr\udcfc", "=odd", "none")))
                .isEqualTo(Map.of("A", "gr\udcfc"));
        assertThat(ProcessText.environment(Map.of("A", "\ufffd"), List.of())).isEqualTo(Map.of("A", "\ufffd"));
    }
}
