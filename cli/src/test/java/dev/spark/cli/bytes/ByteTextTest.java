package dev.spark.cli.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteTextTest {
    @Test
    void isUtf8WhereTheBytesAre() {
        for (var text : new String[] {"", "plain", "größe", "u\u0308", "🎆 日本", "\ufffd", "\u0001\n"}) {
            assertThat(ByteText.of(text.getBytes(UTF_8))).isEqualTo(text);
            assertThat(ByteText.bytes(text)).isEqualTo(text.getBytes(UTF_8));
            assertThat(ByteText.isUtf8(text)).isTrue();
        }
    }

    @Test
    void keepsEveryOtherByte() {
        byte[] latin1 = {'g', 'r', (byte) 0xfc, (byte) 0xdf};

        assertThat(ByteText.of(latin1)).isEqualTo("gr\udcfc\udcdf");
        assertThat(ByteText.isUtf8("gr\udcfc")).isFalse();
        assertThat(ByteText.isUtf8("\ud83c")).isFalse();
    }

    @Test
    void losesNothingOfAnyBytes() {
        var random = new Random(7);
        for (int n = 0; n < 2000; n++) {
            var bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(ByteText.bytes(ByteText.of(bytes)))
                    .as(Arrays.toString(bytes))
                    .isEqualTo(bytes);
        }
        byte[] encodedSurrogate = {(byte) 0xed, (byte) 0xb3, (byte) 0xbf};
        assertThat(ByteText.bytes(ByteText.of(encodedSurrogate))).isEqualTo(encodedSurrogate);
    }
}
