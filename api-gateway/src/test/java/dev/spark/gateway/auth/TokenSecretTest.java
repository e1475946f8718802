package dev.spark.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class TokenSecretTest {

    @Test
    void isRecognisedByItsPrefixAndChecksum() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            String token = TokenSecret.random(new SecureRandom());
            assertThat(token).matches("spark_[0-9A-Za-z]{49}");
            assertThat(token).endsWith(TokenSecret.checksum(token.substring(0, token.length() - 6)));
            assertThat(seen.add(token)).isTrue();
        }
    }

    @Test
    void isStoredAsItsSha256() {
        assertThat(TokenSecret.hashOf("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
