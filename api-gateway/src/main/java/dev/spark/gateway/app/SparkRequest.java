package dev.spark.gateway.app;

import dev.spark.events.SparkSpec;
import dev.spark.kit.Sealing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A spark that is asked for: checked, with the defaults filled in.
 *
 * @param name absent to have one made up
 * @param template what it is made from
 * @param env secret
 * @param setup what its template has set up in it, as the spark reads it; empty for nothing
 * @param keys public keys that may log in besides those of the owner, one OpenSSH line each
 */
public record SparkRequest(
        Optional<String> name,
        String template,
        @Nullable String repo,
        @Nullable String dotfiles,
        SparkSpec.Size size,
        Map<String, String> env,
        String setup,
        Map<String, String> labels,
        @Nullable Duration ttl,
        Duration idleTimeout,
        SparkSpec.WakePolicy wakePolicy,
        List<String> keys,
        List<Integer> ports) {

    /** What only the provisioner may read. */
    Map<String, String> sealed() {
        if (setup.isEmpty()) {
            return env;
        }
        var all = new HashMap<>(env);
        all.put(Sealing.SETUP, setup);
        return all;
    }

    SparkSpec spec(String chosenName, String owner) {
        return new SparkSpec(
                chosenName,
                owner,
                template,
                repo,
                dotfiles,
                size,
                env.keySet().stream().sorted().toList(),
                labels,
                ttl,
                idleTimeout,
                wakePolicy,
                ports);
    }

    @Override
    public String toString() {
        return "SparkRequest[name=" + name + "]";
    }
}
