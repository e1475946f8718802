package dev.spark.cli.command.sparks;

import dev.spark.cli.failure.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Options of the form {@code K=V}. */
public final class Assignments {
    private Assignments() {}

    /**
     * Reads them in the order given; the last of one key counts.
     *
     * @param ownValue the value of a key that stands alone, none if it may not
     */
    public static Map<String, String> parse(
            String option, @Nullable List<String> typed, Function<String, @Nullable String> ownValue) {
        var assignments = new LinkedHashMap<String, String>();
        for (var text : typed == null ? List.<String>of() : typed) {
            var equals = text.indexOf('=');
            var key = equals < 0 ? text : text.substring(0, equals);
            var value = equals < 0 ? ownValue.apply(key) : text.substring(equals + 1);
            if (key.isBlank() || value == null) {
                // The text itself may be a secret: only its key is said.
                throw Failure.wrongUsage(option + " “" + key + "” has no value", "Write " + option + " KEY=VALUE.");
            }
            assignments.put(key, value);
        }
        return assignments;
    }
}
