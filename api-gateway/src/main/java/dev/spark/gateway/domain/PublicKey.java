package dev.spark.gateway.domain;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An SSH public key as OpenSSH writes it, checked down to its bytes (RFC 4253, 6.6; RFC 5656; RFC 8709; OpenSSH PROTOCOL.u2f):
 * never more than a key, so no options that an {@code authorized_keys} line could have.
 *
 * @param id SHA-256 of the key, hex
 * @param fingerprint as {@code ssh-keygen -l} shows it
 * @param comment without anything but letters, digits and {@code ._@+-}
 */
public record PublicKey(String type, String base64, String id, String fingerprint, String comment) {

    /** What is allowed, for people. */
    public static final String RULE =
            "one line of an OpenSSH public key file: ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa of 2048 to 16384 bits,"
                    + " sk-ssh-ed25519@openssh.com or sk-ecdsa-sha2-nistp256@openssh.com, without options";

    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_APPLICATION = 256;
    private static final int LONGEST_NUMBER = 16384 / 8 + 1;
    private static final int LONGEST_COMMENT = 100;
    private static final int ED25519_BYTES = 32;
    private static final Map<String, Integer> CURVE_BYTES = Map.of("nistp256", 32, "nistp384", 48, "nistp521", 66);
    private static final Set<String> SECURITY_KEYS =
            Set.of("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com");

    /** Empty for what is no such key. */
    public static Optional<PublicKey> parse(String line) {
        String text = line.strip();
        if (text.length() > LONGEST_LINE || text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            return Optional.empty();
        }
        String[] parts = text.split("[ \t]+", 3);
        if (parts.length < 2) {
            return Optional.empty();
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!isKey(parts[0], blob)) {
            return Optional.empty();
        }
        byte[] digest = sha256(blob);
        return Optional.of(new PublicKey(
                parts[0],
                Base64.getEncoder().encodeToString(blob),
                HexFormat.of().formatHex(digest),
                "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest),
                comment(parts.length == 3 ? parts[2] : "")));
    }

    /** The fingerprint of a key with this id. */
    public static String fingerprintOf(String id) {
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(id));
    }

    /** The id that a text means: a fingerprint's; itself for anything else. */
    public static String idOf(String idOrFingerprint) {
        if (!idOrFingerprint.startsWith("SHA256:")) {
            return idOrFingerprint;
        }
        try {
            // A plus may have become a space on its way.
            String base64 = idOrFingerprint.substring("SHA256:".length()).replace(' ', '+');
            return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return idOrFingerprint;
        }
    }

    /** The line for {@code authorized_keys}. */
    public String line() {
        return comment.isEmpty() ? type + " " + base64 : type + " " + base64 + " " + comment;
    }

    private static boolean isKey(String type, byte[] blob) {
        ByteBuffer in = ByteBuffer.wrap(blob);
        try {
            if (!type.equals(text(in))) {
                return false;
            }
            boolean right = switch (type) {
                case "ssh-ed25519" -> field(in).length == ED25519_BYTES;
                case "ssh-rsa" -> isRsa(in);
                case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                    isPoint(in, type.substring("ecdsa-sha2-".length()));
                case "sk-ssh-ed25519@openssh.com" -> field(in).length == ED25519_BYTES;
                case "sk-ecdsa-sha2-nistp256@openssh.com" -> isPoint(in, "nistp256");
                default -> false;
            };
            if (SECURITY_KEYS.contains(type)) {
                int application = text(in).length();
                right = right && application > 0 && application <= LONGEST_APPLICATION;
            }
            return right && !in.hasRemaining();
        } catch (BufferUnderflowException e) {
            return false;
        }
    }

    private static boolean isRsa(ByteBuffer in) {
        byte[] exponentBytes = nonEmpty(field(in));
        byte[] modulusBytes = nonEmpty(field(in));
        var exponent = new BigInteger(exponentBytes);
        var modulus = new BigInteger(modulusBytes);
        return exponentBytes.length <= LONGEST_NUMBER
                && modulusBytes.length <= LONGEST_NUMBER
                && exponent.compareTo(BigInteger.TWO) > 0
                && exponent.testBit(0)
                && exponent.bitLength() <= 64
                && modulus.signum() > 0
                && modulus.testBit(0)
                && modulus.bitLength() >= 2048
                && modulus.bitLength() <= 16384;
    }

    private static boolean isPoint(ByteBuffer in, String curve) {
        boolean named = curve.equals(text(in));
        byte[] point = field(in);
        Integer bytes = CURVE_BYTES.get(curve);
        return named && bytes != null && point.length == 1 + 2 * bytes && point[0] == 4;
    }

    private static byte[] field(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        in.get(field);
        return field;
    }

    private static byte[] nonEmpty(byte[] field) {
        if (field.length == 0) {
            throw new BufferUnderflowException();
        }
        return field;
    }

    private static String text(ByteBuffer in) {
        return new String(field(in), StandardCharsets.US_ASCII);
    }

    private static String comment(String given) {
        String clean = given.strip().replaceAll("[^A-Za-z0-9._@+-]+", "-");
        return clean.length() <= LONGEST_COMMENT ? clean : clean.substring(0, LONGEST_COMMENT);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
