package dev.spark.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.SparkId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets out of topics: an owner's environment crosses Kafka sealed with a key that only the gateway and the
 * provisioner have (AES-256-GCM, bound to its spark), and a spark's database password is derived from it, never sent or stored.
 */
public final class Sealing {

    /** The entry of the environment that is no variable: the set-up of the spark's template, in JSON. */
    public static final String SETUP = "setup.json";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param base64Key 32 random bytes
     * @throws IllegalArgumentException if it is not 32 bytes in base 64
     */
    public Sealing(String base64Key) {
        byte[] bytes = Base64.getDecoder().decode(base64Key.strip());
        if (bytes.length != 32) {
            throw new IllegalArgumentException("the sealing key must be 32 bytes in base 64");
        }
        this.key = bytes;
    }

    /** Seals the variables for the provisioner: base 64 of nonce, ciphertext and tag. */
    public String seal(SparkId spark, Map<String, String> env) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, spark, nonce).doFinal(JSON.writeValueAsBytes(env));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("the environment cannot be sealed", e);
        }
    }

    /**
     * Opens what {@link #seal} made for the same spark.
     *
     * @throws IllegalArgumentException if it was made with another key or for another spark, or was changed
     */
    public Map<String, String> open(SparkId spark, String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length <= NONCE_BYTES) {
                throw new IllegalArgumentException("the sealed environment is too short");
            }
            byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE_BYTES);
            byte[] env =
                    cipher(Cipher.DECRYPT_MODE, spark, nonce).doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return JSON.readValue(env, new TypeReference<Map<String, String>>() {});
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalArgumentException("the sealed environment cannot be opened", e);
        }
    }

    /** The password of the spark's database role: always the same, known to nobody without the key. */
    public String databasePassword(SparkId spark) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(("database-password:v1:" + spark).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the database password cannot be derived", e);
        }
    }

    private Cipher cipher(int mode, SparkId spark, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(spark.value().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
