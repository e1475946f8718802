package dev.spark.gateway.activator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RateLimit<String> limit = new RateLimit<>(3, Duration.ofMinutes(3));

    @Test
    void letsSoManyPassAtOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.pass("a", NOW)).isTrue();
        }
        assertThat(limit.pass("a", NOW)).isFalse();
        assertThat(limit.pass("b", NOW)).isTrue();
    }

    @Test
    void fillsAgainEvenly() {
        for (int i = 0; i < 4; i++) {
            limit.pass("a", NOW);
        }

        assertThat(limit.pass("a", NOW.plusSeconds(59))).isFalse();
        assertThat(limit.pass("a", NOW.plusSeconds(61))).isTrue();
        assertThat(limit.pass("a", NOW.plusSeconds(62))).isFalse();
    }

    @Test
    void holdsNoMoreThanItsMeasureHoweverLongNobodyComes() {
        limit.pass("a", NOW);
        Instant later = NOW.plus(Duration.ofDays(9));
        for (int i = 0; i < 3; i++) {
            assertThat(limit.pass("a", later)).isTrue();
        }
        assertThat(limit.pass("a", later)).isFalse();
    }

    @Test
    void isNotFilledByAClockThatGoesBack() {
        for (int i = 0; i < 3; i++) {
            limit.pass("a", NOW);
        }
        assertThat(limit.pass("a", NOW.minusSeconds(600))).isFalse();
    }

    @Test
    void forgetsWhoHasNotComeForTheLongest() {
        for (int i = 0; i < 4; i++) {
            limit.pass("first", NOW);
            limit.pass("again", NOW);
        }
        for (int i = 0; i < 9_999; i++) {
            limit.pass("other " + i, NOW);
            limit.pass("again", NOW);
        }
        assertThat(limit.pass("first", NOW)).isTrue();
        assertThat(limit.pass("again", NOW)).isFalse();
    }
}
