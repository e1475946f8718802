package dev.spark.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkIdTest {

    @Test
    void isRandomAndOfItsShape() {
        var random = new Random(42);
        var ids = new HashSet<SparkId>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(SparkId.random(random));
        }

        assertThat(ids).hasSize(10_000).allMatch(id -> SparkId.isId(id.value()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s-",
                "s-7f3kq2m5a",
                "s-7f3kq2m5abc",
                "S-7F3KQ2M5AB",
                "x-7f3kq2m5ab",
                "s-7f3kq2m5a1",
                "s-../../etc",
                "s-7f3kq2m5ab\n"
            })
    void refusesAnotherShape(String text) {
        assertThat(SparkId.isId(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new SparkId(text));
    }
}
