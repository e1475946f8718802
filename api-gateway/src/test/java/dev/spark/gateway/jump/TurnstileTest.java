package dev.spark.gateway.jump;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Turnstile turnstile =
            new Turnstile(new Turnstile.Limits(2, 3, 2, Duration.ofMinutes(1)), new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            });

    @Test
    void letsInSoManyOfOneAddress() {
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(HERE)).isFalse();

        turnstile.leaves(HERE);

        assertThat(turnstile.enters(HERE)).isTrue();
    }

    @Test
    void letsInSoManyInAll() {
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(THERE)).isTrue();
        assertThat(turnstile.enters(THERE)).isFalse();
    }

    @Test
    void letsNobodyInFromWhereTooManyFailed() {
        for (int i = 0; i < 2; i++) {
            assertThat(turnstile.enters(HERE)).isTrue();
            turnstile.fails(HERE);
        }

        assertThat(turnstile.enters(HERE)).isFalse();
        assertThat(turnstile.enters(THERE)).isTrue();

        now = now.plusSeconds(60);

        assertThat(turnstile.enters(HERE)).isTrue();
    }

    @Test
    void takesAnIpv6NetworkForOne() {
        assertThat(turnstile.enters(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
        assertThat(turnstile.enters(InetAddress.ofLiteral("2001:db8::2"))).isTrue();
        assertThat(turnstile.enters(InetAddress.ofLiteral("2001:db8::3"))).isFalse();
        assertThat(turnstile.enters(InetAddress.ofLiteral("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void countsRightAfterItHasForgotten() {
        assertThat(turnstile.enters(HERE)).isTrue();
        turnstile.forget();
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(HERE)).isFalse();

        turnstile.leaves(HERE);
        turnstile.leaves(HERE);
        turnstile.forget();
        turnstile.leaves(HERE);

        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(HERE)).isTrue();
        assertThat(turnstile.enters(THERE)).isTrue();
        assertThat(turnstile.enters(THERE)).isFalse();
    }
}
