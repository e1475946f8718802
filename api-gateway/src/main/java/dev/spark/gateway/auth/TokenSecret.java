package dev.spark.gateway.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The secret of an API token: {@code spark_}, 32 random bytes in base 62, and a CRC-32 of both in base 62, by which scanners
 * for leaked secrets recognise it. Only its SHA-256 is stored: of 256 random bits nothing slower is needed.
 */
public final class TokenSecret {

    private static final String PREFIX = "spark_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;

    private TokenSecret() {}

    public static String random(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String start = PREFIX + base62(new BigInteger(1, bytes), RANDOM_DIGITS);
        return start + checksum(start);
    }

    public static String hashOf(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String checksum(String start) {
        var crc = new CRC32();
        crc.update(start.getBytes(StandardCharsets.UTF_8));
        return base62(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String base62(BigInteger number, int digits) {
        var text = new StringBuilder();
        BigInteger rest = number;
        for (int i = 0; i < digits; i++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(ALPHABET.length()));
            text.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.reverse().toString();
    }
}
