package dev.spark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spark.bench.Savings.Day;
import dev.spark.bench.Savings.Request;
import dev.spark.bench.Savings.Use;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SavingsTest {

    private static final Request ONE_CORE_ONE_GIB = new Request(1000, 1024);

    @Test
    void requestsAFractionOfTheSizeRoundedUp() {
        assertThat(Request.of(2000, 4096, 0.05, 0.1)).isEqualTo(new Request(100, 410));
        assertThat(Request.of(1, 1, 0.05, 0.1)).isEqualTo(new Request(1, 1));
    }

    @Test
    void countsAllHoursOfAllSparksWhereNoneSleeps() {
        var use = new Use(3, Duration.ofHours(6), 5, Duration.ofMinutes(30));

        assertThat(Savings.awake(use, ONE_CORE_ONE_GIB)).isEqualTo(new Day(72, 72));
    }

    @Test
    void countsUseAndIdleTimeoutOfTheDaysOfUseWhereTheySleep() {
        var use = new Use(2, Duration.ofHours(6), 5, Duration.ofMinutes(60));

        Day day = Savings.withSleep(use, ONE_CORE_ONE_GIB);

        assertThat(day.coreHours()).isCloseTo(10, within(1e-4));
        assertThat(day.gibibyteHours()).isCloseTo(10, within(1e-4));
    }

    @Test
    void savesNothingWhereTheyAreUsedAllTheTime() {
        var use = new Use(2, Duration.ofHours(24), 7, Duration.ofMinutes(30));

        assertThat(Savings.withSleep(use, ONE_CORE_ONE_GIB)).isEqualTo(Savings.awake(use, ONE_CORE_ONE_GIB));
    }

    @Test
    void tellsWhatItAssumes() {
        assertThat(Savings.table(Savings.TYPICAL, Savings.DEFAULT_REQUEST))
                .anyMatch(line -> line.contains("10 sparks")
                        && line.contains("100 m and 410 Mi")
                        && line.contains("6 h on 5 of 7 days")
                        && line.contains("30 min")
                        && line.contains("4.64 hours awake"))
                .contains(
                        "| CPU, core hours | 24.0 | 4.6 | **81 %** |",
                        "| memory, GiB hours | 96.1 | 18.6 | **81 %** |");
    }
}
