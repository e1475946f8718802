package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

public class PublicKeyTest {

    /** The host key of github.com, and the fingerprint that GitHub publishes. */
    private static final String REAL =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github";

    private static final String REAL_FINGERPRINT = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU";

    @Test
    void knowsAKeyByItsFingerprint() {
        PublicKey key = PublicKey.parse(REAL).orElseThrow();

        assertThat(key.fingerprint()).isEqualTo(REAL_FINGERPRINT);
        assertThat(PublicKey.fingerprintOf(key.id())).isEqualTo(REAL_FINGERPRINT);
        assertThat(PublicKey.idOf(REAL_FINGERPRINT)).isEqualTo(key.id());
        assertThat(PublicKey.idOf(REAL_FINGERPRINT.replace('+', ' '))).isEqualTo(key.id());
        assertThat(PublicKey.idOf("laptop")).isEqualTo("laptop");
        assertThat(key.line()).isEqualTo(REAL);
    }

    @Test
    void takesTheKindsOfOpenSsh() {
        assertThat(PublicKey.parse(line("ssh-ed25519", new byte[32]))).isPresent();
        assertThat(PublicKey.parse(rsa(2048))).isPresent();
        assertThat(PublicKey.parse(rsa(4096))).isPresent();
        assertThat(PublicKey.parse(line("ecdsa-sha2-nistp256", "nistp256".getBytes(StandardCharsets.UTF_8), point(32))))
                .isPresent();
        assertThat(PublicKey.parse(line("ecdsa-sha2-nistp521", "nistp521".getBytes(StandardCharsets.UTF_8), point(66))))
                .isPresent();
        assertThat(PublicKey.parse(
                        line("sk-ssh-ed25519@openssh.com", new byte[32], "ssh:".getBytes(StandardCharsets.UTF_8))))
                .isPresent();
        assertThat(PublicKey.parse(line(
                        "sk-ecdsa-sha2-nistp256@openssh.com",
                        "nistp256".getBytes(StandardCharsets.UTF_8),
                        point(32),
                        "ssh:".getBytes(StandardCharsets.UTF_8))))
                .isPresent();
    }

    @Test
    void refusesEverythingElse() {
        String blob = REAL.split(" ")[1];
        for (String line : new String[] {
            "",
            "ssh-ed25519",
            "no-key",
            "command=\"id\" " + REAL,
            "restrict " + REAL,
            REAL + "\n" + REAL,
            REAL + "\0",
            "ssh-rsa " + blob,
            "ssh-dss " + blob,
            "ssh-ed25519 " + blob.substring(0, 40),
            "ssh-ed25519 not*base64",
            "ssh-ed25519 " + "A".repeat(9000),
            rsa(1024),
            line("ssh-ed25519", new byte[31]),
            line("ssh-ed25519", new byte[32], new byte[1]),
            line("ecdsa-sha2-nistp256", "nistp384".getBytes(StandardCharsets.UTF_8), point(32)),
            line("ecdsa-sha2-nistp256", "nistp256".getBytes(StandardCharsets.UTF_8), point(48)),
            line("ecdsa-sha2-nistp224", "nistp224".getBytes(StandardCharsets.UTF_8), point(28)),
            line("sk-ssh-ed25519@openssh.com", new byte[32]),
            line("sk-ssh-ed25519@openssh.com", new byte[32], "a".repeat(257).getBytes(StandardCharsets.UTF_8)),
            line("ssh-rsa", new byte[] {3}, new byte[2500]),
            "-----BEGIN OPENSSH PRIVATE KEY-----"
        }) {
            assertThat(PublicKey.parse(line)).as(line).isEmpty();
        }
    }

    @Test
    void makesCommentsHarmless() {
        assertThat(PublicKey.parse(REAL.replace("github", "me@host \"; rm -rf / $(id)"))
                        .orElseThrow()
                        .comment())
                .isEqualTo("me@host-rm--rf-id-");
    }

    /** A key that nobody has, another for each number. */
    public static String madeUp(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        key[2] = 7;
        return line("ssh-ed25519", key);
    }

    private static String rsa(int bits) {
        return line(
                "ssh-rsa",
                BigInteger.valueOf(65537).toByteArray(),
                BigInteger.ONE.shiftLeft(bits - 1).setBit(0).toByteArray());
    }

    private static byte[] point(int bytes) {
        byte[] point = new byte[1 + 2 * bytes];
        point[0] = 4;
        return point;
    }

    private static String line(String type, byte[]... fields) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            field(out, type.getBytes(StandardCharsets.UTF_8));
            for (byte[] field : fields) {
                field(out, field);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return type + " " + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static void field(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
