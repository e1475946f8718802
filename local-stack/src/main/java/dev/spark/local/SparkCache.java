package dev.spark.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where this machine keeps what can be made again: {@code $SPARK_CACHE}, else the user's cache folder. */
public final class SparkCache {

    private SparkCache() {}

    public static Path folder() {
        var chosen = environment("SPARK_CACHE");
        if (chosen != null) {
            return Path.of(chosen);
        }
        var xdg = environment("XDG_CACHE_HOME");
        return (xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache")).resolve("spark");
    }

    private static @Nullable String environment(String name) {
        var value = System.getenv(name);
        return value == null || value.isBlank() ? null : value;
    }
}
