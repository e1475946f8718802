package dev.spark.kit.ssh;

import dev.spark.events.SparkId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's authority over SSH host keys. Its own key and those of the sparks are derived from the sealing key, as
 * the passwords of the sparks' databases are: the gateway and the provisioner have the sealing key and nobody else, nothing
 * is stored, and the same is made again at any time.
 */
public final class HostAuthority {
    private static final String CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com";
    private static final int HOST = 2;
    private static final long FOR_EVER = -1;

    private final byte[] key;
    private final Ed25519Key authority;

    /** @param base64Key the sealing key: 32 random bytes */
    public HostAuthority(String base64Key) {
        this.key = Base64.getDecoder().decode(base64Key.strip());
        this.authority = Ed25519Key.ofSeed(derive("ssh-host-authority:v1".getBytes(StandardCharsets.UTF_8)));
    }

    /** What clients trust, as a line of OpenSSH's without a comment. */
    public String publicLine() {
        return authority.publicLine();
    }

    /** The spark's host key: always the same, known to nobody without the sealing key and that spark. */
    public Ed25519Key hostKey(SparkId spark) {
        return Ed25519Key.ofSeed(derive(("ssh-host-key:v1:" + spark).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Certifies that host key, for ever. The same input gives the same certificate.
     *
     * @param identity what a server's log calls it
     * @param names the host names that it is good for, one at least: a certificate without names would be good for all
     * @return a line of OpenSSH's, as a file {@code *-cert.pub} has it
     */
    public String certify(String publicLine, String identity, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a host certificate needs a name");
        }
        byte[] publicKey = ed25519(publicLine);
        var principals = new Wire();
        names.forEach(principals::string);
        var body = new Wire()
                .string(publicKey)
                .uint64(0)
                .uint32(HOST)
                .string(identity)
                .string(principals.toBytes())
                .uint64(0)
                .uint64(FOR_EVER)
                .string("") // critical options
                .string("") // extensions
                .string("") // reserved
                .string(authority.publicBlob());
        var signed = new Wire()
                .string(CERTIFICATE)
                .string(derive(body.toBytes())) // a nonce that nobody can foretell
                .raw(body.toBytes());
        var whole = new Wire().raw(signed.toBytes()).string(authority.sign(signed.toBytes()));
        return CERTIFICATE + " " + Base64.getEncoder().encodeToString(whole.toBytes());
    }

    private static byte[] ed25519(String publicLine) {
        String[] words = publicLine.split(" ");
        byte[] prefix = new Wire().string(Ed25519Key.TYPE).uint32(32).toBytes();
        byte[] blob = words.length < 2 ? new byte[0] : Base64.getDecoder().decode(words[1]);
        if (blob.length != prefix.length + 32 || !Arrays.equals(prefix, Arrays.copyOf(blob, prefix.length))) {
            throw new IllegalArgumentException("only Ed25519 host keys are certified");
        }
        return Arrays.copyOfRange(blob, prefix.length, blob.length);
    }

    private byte[] derive(byte[] purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(purpose);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be derived from the sealing key", e);
        }
    }

    @Override
    public String toString() {
        return publicLine();
    }
}
