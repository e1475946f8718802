package dev.spark.gateway.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final AtomicInteger attempts = new AtomicInteger();
    private final Patience patience = new Patience(Duration.ofMillis(50), Duration.ofMillis(1));

    @Test
    void triesAgainUntilItSucceeds() throws Exception {
        String answer = patience.with(true, () -> {
            if (attempts.incrementAndGet() < 3) {
                throw Unreachable.absent("it has no ready pod");
            }
            return "connected";
        });

        assertThat(answer).isEqualTo("connected");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        assertThatThrownBy(() -> patience.with(true, () -> {
                    attempts.incrementAndGet();
                    throw Unreachable.absent("it has no ready pod");
                }))
                .isInstanceOf(Unreachable.class);
        assertThat(attempts).hasValueGreaterThan(1);
    }

    @Test
    void takesARefusalForTheAnswerWhereItIsOne() {
        assertThatThrownBy(() -> patience.with(true, () -> {
                    attempts.incrementAndGet();
                    throw Unreachable.refused("nothing listens on port 3000");
                }))
                .isInstanceOf(Unreachable.class);
        assertThat(attempts).hasValue(1);
    }
}
