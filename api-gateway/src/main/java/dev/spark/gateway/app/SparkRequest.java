package dev.spark.gateway.app;

import dev.spark.events.SparkSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A spark that is asked for: checked, with the defaults filled in.
 *
 * @param name absent to have one made up
 * @param env secret
 * @param keys public keys that may log in besides those of the owner, one OpenSSH line each
 */
public record SparkRequest(
        Optional<String> name,
        @Nullable String repo,
        SparkSpec.Size size,
        Map<String, String> env,
        Map<String, String> labels,
        @Nullable Duration ttl,
        Duration idleTimeout,
        SparkSpec.WakePolicy wakePolicy,
        List<String> keys) {

    SparkSpec spec(String chosenName, String owner) {
        return new SparkSpec(
                chosenName,
                owner,
                repo,
                size,
                env.keySet().stream().sorted().toList(),
                labels,
                ttl,
                idleTimeout,
                wakePolicy);
    }

    @Override
    public String toString() {
        return "SparkRequest[name=" + name + "]";
    }
}
