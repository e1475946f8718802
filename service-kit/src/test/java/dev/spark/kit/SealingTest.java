package dev.spark.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spark.events.SparkId;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealingTest {

    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final SparkId OTHER = new SparkId("s-bbbbbbbbbb");
    private final Sealing sealing = new Sealing(key(1));

    @Test
    void opensWhatItSealed() {
        Map<String, String> env = Map.of("GITHUB_TOKEN", "ghp_secret", "MULTI", "a\nb \"c\" ü");

        String sealed = sealing.seal(SPARK, env);

        assertThat(sealed).doesNotContain("ghp_secret");
        assertThat(sealing.open(SPARK, sealed)).isEqualTo(env);
    }

    @Test
    void opensNothingOfAnotherSparkAnotherKeyOrChanged() {
        String sealed = sealing.seal(SPARK, Map.of("A", "b"));
        byte[] changed = Base64.getDecoder().decode(sealed);
        changed[changed.length - 1] ^= 1;

        assertThatIllegalArgumentException().isThrownBy(() -> sealing.open(OTHER, sealed));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sealing(key(2)).open(SPARK, sealed));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sealing.open(SPARK, Base64.getEncoder().encodeToString(changed)));
        assertThatIllegalArgumentException().isThrownBy(() -> sealing.open(SPARK, "AAAA"));
        assertThatIllegalArgumentException().isThrownBy(() -> sealing.open(SPARK, "no base 64"));
    }

    @Test
    void derivesAPasswordPerSparkAndKey() {
        assertThat(sealing.databasePassword(SPARK))
                .isEqualTo(new Sealing(key(1)).databasePassword(SPARK))
                .isNotEqualTo(sealing.databasePassword(OTHER))
                .isNotEqualTo(new Sealing(key(2)).databasePassword(SPARK))
                .matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void needsAWholeKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sealing("c2hvcnQ="));
    }

    private static String key(int seed) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) seed);
        return Base64.getEncoder().encodeToString(key);
    }
}
