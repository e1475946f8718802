package dev.spark.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void readsDurationsAsTheApiWritesThem() {
        assertThat(Durations.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(Durations.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Durations.parse("2w")).isEqualTo(Duration.ofDays(14));
        for (var text : new String[] {"", "7", "d", "-1s", "30m1h", "1.5h", "500ms", "never", "9999999999s"}) {
            assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void writesDurationsAsPeopleReadThem() {
        assertThat(Durations.exact(Duration.ofMillis(1349))).isEqualTo("1.3 s");
        assertThat(Durations.exact(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
        assertThat(Durations.exact(Duration.ofMinutes(90))).isEqualTo("1 h 30 min");
        assertThat(Durations.rough(Duration.ofSeconds(119))).isEqualTo("119s");
        assertThat(Durations.rough(Duration.ofMinutes(119))).isEqualTo("119m");
        assertThat(Durations.rough(Duration.ofHours(47))).isEqualTo("47h");
        assertThat(Durations.rough(Duration.ofHours(48))).isEqualTo("2d");
        assertThat(Durations.rough(Duration.ofSeconds(-5))).isEqualTo("0s");
    }

    @Test
    void alignsColumnsWhateverTheirColour() {
        var table = new Table("A", "B", "C");
        table.row().cell("long", text -> "<" + text + ">").cell("").cell("x");
        table.row().cell("s").cell("yy");

        assertThat(table.lines()).containsExactly("A     B   C", "<long>      x", "s     yy");
    }

    @Test
    void takesOutWhatCouldMoveACursor() {
        assertThat(Printable.of("a\u001b[2Jb\rc\nd\u202ee")).isEqualTo("a [2Jb c d e");
        assertThat(Printable.of("grün ✓")).isEqualTo("grün ✓");
    }
}
