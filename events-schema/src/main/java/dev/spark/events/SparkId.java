package dev.spark.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A spark's identity: opaque, never reused, and at the same time the name of everything it owns in the cluster
 * ({@code s-7f3kq2m9ab}: {@code s-} and ten characters of lower-case base 32, 50 random bits).
 *
 * @throws IllegalArgumentException for a text of another shape
 */
public record SparkId(@JsonValue String value) implements Comparable<SparkId> {

    private static final Pattern SHAPE = Pattern.compile("s-[a-z2-7]{10}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    @JsonCreator
    public SparkId {
        if (!isId(value)) {
            throw new IllegalArgumentException("no spark id");
        }
    }

    public static boolean isId(String text) {
        return SHAPE.matcher(text).matches();
    }

    public static SparkId random(RandomGenerator random) {
        var id = new StringBuilder("s-");
        for (int i = 0; i < 10; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new SparkId(id.toString());
    }

    @Override
    public int compareTo(SparkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
