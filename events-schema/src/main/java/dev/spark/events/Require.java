package dev.spark.events;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of what came over the wire, where a missing field arrives as null. */
final class Require {

    private Require() {}

    static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    static <T> List<T> list(String field, @Nullable List<T> values) {
        return List.copyOf(present(field, values));
    }

    static <K, V> Map<K, V> map(String field, @Nullable Map<K, V> values) {
        return Map.copyOf(present(field, values));
    }
}
