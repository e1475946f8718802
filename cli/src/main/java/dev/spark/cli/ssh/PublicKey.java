package dev.spark.cli.ssh;

import dev.spark.cli.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An SSH public key as one line of text: kind, base64, and maybe a comment.
 *
 * @param comment empty where there is none
 */
public record PublicKey(String kind, String base64, String comment) {
    /**
     * Reads a key a person gave.
     *
     * @throws Failure if it is none, or a private one, which must never leave its machine
     */
    public static PublicKey require(String text) {
        if (text.contains("PRIVATE KEY")) {
            throw Failure.wrongUsage(
                    "that is a private key; it was not sent anywhere",
                    "Give the public one: the file that ends in .pub.");
        }
        var key = of(text);
        if (key == null) {
            throw Failure.wrongUsage(
                    "that is not an SSH public key",
                    "It is one line that begins like “ssh-ed25519 AAAA…”, in a file *.pub.");
        }
        return key;
    }

    /** The first key in the text, none where there is none. */
    public static @Nullable PublicKey of(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .map(PublicKey::ofLine)
                .orElse(null);
    }

    private static @Nullable PublicKey ofLine(String line) {
        var words = line.split("\\s+", 3);
        if (words.length < 2 || !words[0].matches("(ssh|ecdsa|sk)-[A-Za-z0-9@.-]+")) {
            return null;
        }
        try {
            var blob = Base64.getDecoder().decode(words[1]);
            return blob.length < 32 ? null : new PublicKey(words[0], words[1], words.length == 3 ? words[2] : "");
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As ssh-keygen prints it: {@code SHA256:…}. */
    public String fingerprint() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A name for a file of this key, the same for the same key. */
    String fileName() {
        return fingerprint().substring("SHA256:".length()).replace('/', '_').replace('+', '-') + ".pub";
    }

    /** Whether it is the same key, whatever the comments. */
    boolean isSame(PublicKey other) {
        return base64.equals(other.base64);
    }

    public String line() {
        return comment.isEmpty() ? kind + " " + base64 : kind + " " + base64 + " " + comment;
    }

    /** As it is written to a file. */
    byte[] bytes() {
        return (line() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
