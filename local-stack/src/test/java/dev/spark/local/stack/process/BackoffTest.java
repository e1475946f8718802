package dev.spark.local.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void doublesUpToASecond() {
        var backoff = new Backoff();

        assertThat(IntStream.range(0, 6)
                        .mapToObj(i -> backoff.afterALifeOf(SHORT).toMillis()))
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void beginsAnewAfterALongLife() {
        var backoff = new Backoff();
        IntStream.range(0, 6).forEach(i -> backoff.afterALifeOf(SHORT));

        assertThat(backoff.afterALifeOf(Duration.ofMinutes(1))).hasMillis(100);
    }
}
