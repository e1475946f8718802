package dev.spark.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WhenTest {
    private final When when = new When(Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void saysTheTimeAndHowFarItIs() {
        assertThat(when.of(Instant.parse("2026-03-01T14:00:00.987654Z"))).isEqualTo("2026-03-01T14:00:00Z (in 2h)");
        assertThat(when.of(Instant.parse("2026-03-01T11:57:00Z"))).isEqualTo("2026-03-01T11:57:00Z (3m ago)");
        assertThat(when.distance(Instant.parse("2026-03-01T12:00:00Z"))).isEqualTo("in 0s");
        assertThat(when.distance(Instant.parse("2026-03-01T12:00:59Z"))).isEqualTo("in 59s");
        assertThat(when.distance(Instant.parse("2026-03-01T13:59:57Z"))).isEqualTo("in 2h");
        assertThat(when.distance(Instant.parse("2026-03-08T11:59:58Z"))).isEqualTo("in 7d");
    }
}
