package dev.spark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {

    private static final String TEXT = """
            # HELP spark_lifecycle_tick_seconds
            # TYPE spark_lifecycle_tick_seconds summary
            spark_lifecycle_tick_seconds_count 60
            spark_lifecycle_tick_seconds_sum 0.25
            spark_lifecycle_tick_seconds_max 0.01
            spark_calls_seconds_count{kind="a",} 2.0
            spark_calls_seconds_sum{kind="a",} 1.5
            spark_calls_seconds_count{kind="b",} 1.0
            spark_calls_seconds_sum{kind="b",} 0.5
            """;

    @Test
    void readsATimer() {
        assertThat(Meter.of(TEXT, "spark.lifecycle.tick")).isEqualTo(new Meter(60, 0.25));
    }

    @Test
    void sumsLabels() {
        assertThat(Meter.of(TEXT, "spark.calls")).isEqualTo(new Meter(3, 2));
    }

    @Test
    void isZeroWhereThereIsNone() {
        assertThat(Meter.of(TEXT, "spark.lifecycle")).isEqualTo(new Meter(0, 0));
    }

    @Test
    void tellsTheMeanOfWhatCameBetween() {
        assertThat(new Meter(70, 0.45).since(new Meter(60, 0.25)).meanMillis())
                .isCloseTo(20, org.assertj.core.api.Assertions.within(1e-9));
    }
}
