package dev.spark.gateway.jump;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class HostKeyTest {

    @Test
    void isTheSameOfTheSameSeed() {
        HostKey key = HostKey.random(new SecureRandom());

        HostKey again = HostKey.of(key.seed());

        assertThat(again.publicKey()).isEqualTo(key.publicKey());
        assertThat(again.pair().getPublic()).isEqualTo(key.pair().getPublic());
        assertThat(key.publicKey().type()).isEqualTo("ssh-ed25519");
        assertThat(HostKey.random(new SecureRandom()).publicKey()).isNotEqualTo(key.publicKey());
    }

    /** Of RFC 8032, 7.1, test 1. */
    @Test
    void isWhatEd25519MakesOfTheSeed() {
        assertThat(HostKey.of("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
                        .publicKey()
                        .line())
                .isEqualTo("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    }

    @Test
    void keepsItsSeedToItself() {
        HostKey key = HostKey.random(new SecureRandom());

        assertThat(key.toString()).startsWith("SHA256:").doesNotContain(key.seed());
    }

    @Test
    void knowsAUserByTheKeyThatIsRegistered() {
        HostKey key = HostKey.random(new SecureRandom());

        assertThat(KeyLogin.idOf(key.pair().getPublic()))
                .contains(key.publicKey().id());
    }
}
