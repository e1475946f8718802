package dev.spark.gateway.jump;

import dev.spark.gateway.domain.PublicKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The Ed25519 key by which clients know the jump host, made of a seed of 32 bytes. */
final class HostKey {

    private static final int SEED_BYTES = 32;

    private final String seed;
    private final KeyPair pair;
    private final PublicKey publicKey;

    private HostKey(String seed, KeyPair pair, PublicKey publicKey) {
        this.seed = seed;
        this.pair = pair;
        this.publicKey = publicKey;
    }

    static HostKey random(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return of(Base64.getEncoder().encodeToString(seed));
    }

    /** @param seed base 64 */
    static HostKey of(String seed) {
        try {
            var secret = SecurityUtils.generateEDDSAPrivateKey(
                    KeyPairProvider.SSH_ED25519, Base64.getDecoder().decode(seed));
            var open = SecurityUtils.recoverEDDSAPublicKey(secret);
            return new HostKey(
                    seed,
                    new KeyPair(open, secret),
                    PublicKey.parse(PublicKeyEntry.toString(open)).orElseThrow());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the host key cannot be made", e);
        }
    }

    /** A secret. */
    String seed() {
        return seed;
    }

    KeyPair pair() {
        return pair;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String toString() {
        return publicKey.fingerprint();
    }
}
