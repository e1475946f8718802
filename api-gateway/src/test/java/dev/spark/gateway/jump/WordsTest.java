package dev.spark.gateway.jump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.gateway.domain.Refusal;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void sayWhatToDoInOneLine() {
        assertThat(Words.of(Refusal.Stopped.of("web"))).startsWith("stopped: ").contains("`spark wake web`");
        assertThat(Words.of(new Refusal.NotFound("spark"))).startsWith("not_found: ");
        assertThat(Words.of(new Refusal.Unavailable("port 22 of web")))
                .isEqualTo("unavailable: port 22 of web does not answer at the moment: try again.");
    }
}
