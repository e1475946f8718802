package dev.spark.kit.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key pair that is made of a seed (RFC 8032, 5.1.5), in the forms that OpenSSH has for it. */
public final class Ed25519Key {
    static final String TYPE = "ssh-ed25519";

    private static final int SEED_BYTES = 32;
    private static final int CIPHER_BLOCK = 8;
    private static final int LINE = 70;

    private final byte[] seed;
    private final KeyPair pair;
    private final byte[] publicBytes;

    private Ed25519Key(byte[] seed, KeyPair pair) {
        this.seed = seed;
        this.pair = pair;
        this.publicBytes = littleEndian((EdECPublicKey) pair.getPublic());
    }

    /** @param seed 32 secret bytes */
    public static Ed25519Key ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
        }
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
            return new Ed25519Key(seed.clone(), generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key cannot be made", e);
        }
    }

    /** The JDK derives a public key only where it makes the pair: the private key is what its source of randomness gives. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Given(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }

    private static byte[] littleEndian(EdECPublicKey key) {
        byte[] big = key.getPoint().getY().toByteArray();
        byte[] little = new byte[SEED_BYTES];
        for (int i = 0; i < Math.min(big.length, SEED_BYTES); i++) {
            little[i] = big[big.length - 1 - i];
        }
        if (key.getPoint().isXOdd()) {
            little[SEED_BYTES - 1] |= (byte) 0x80;
        }
        return little;
    }

    /** The 32 bytes of the public key. */
    byte[] publicBytes() {
        return publicBytes.clone();
    }

    /** The public key as SSH sends it. */
    byte[] publicBlob() {
        return new Wire().string(TYPE).string(publicBytes).toBytes();
    }

    /** The public key as a line of OpenSSH's, without a comment. */
    public String publicLine() {
        return TYPE + " " + Base64.getEncoder().encodeToString(publicBlob());
    }

    /** A signature as SSH sends it. */
    byte[] sign(byte[] message) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return new Wire().string(TYPE).string(signature.sign()).toBytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nothing can be signed", e);
        }
    }

    /** The whole pair as a private key file of OpenSSH's, without a passphrase. A secret. */
    public String privateFile(String comment) {
        int check = Arrays.hashCode(publicBytes);
        var secret = new Wire()
                .uint32(check)
                .uint32(check)
                .string(TYPE)
                .string(publicBytes)
                .string(new Wire().raw(seed).raw(publicBytes).toBytes())
                .string(comment);
        for (int pad = 1; secret.length() % CIPHER_BLOCK != 0; pad++) {
            secret.raw(new byte[] {(byte) pad});
        }
        var file = new Wire()
                .raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
                .string("none")
                .string("none")
                .string("")
                .uint32(1)
                .string(publicBlob())
                .string(secret.toBytes());
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(file.toBytes())
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    @Override
    public String toString() {
        return publicLine();
    }
}
