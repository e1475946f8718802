package dev.spark.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What its owner asked for. Holds no secret: of the environment only the names.
 *
 * @param name the display name, a DNS label
 * @param owner the user it belongs to
 * @param template what it was made from
 * @param repo the repository to clone into {@code ~/project}: {@code URL} or {@code URL#REF}
 * @param dotfiles the repository of its owner's dotfiles, written likewise
 * @param ttl how long after its creation it expires; never, if absent
 * @param idleTimeout how long it may be idle before it sleeps
 * @param ports where its project listens
 */
public record SparkSpec(
        String name,
        String owner,
        @Nullable String template,
        @Nullable String repo,
        @Nullable String dotfiles,
        Size size,
        List<String> envNames,
        Map<String, String> labels,
        @Nullable Duration ttl,
        Duration idleTimeout,
        WakePolicy wakePolicy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> ports) {

    public SparkSpec {
        Require.present("name", name);
        Require.present("owner", owner);
        Require.present("size", size);
        Require.present("idle_timeout", idleTimeout);
        Require.present("wake_policy", wakePolicy);
        envNames = Require.list("env_names", envNames);
        labels = Require.map("labels", labels);
        // Those of before there were templates have none.
        ports = ports == null ? List.of() : List.copyOf(ports);
    }

    /** Kubernetes quantities: {@code 500m}, {@code 2Gi}, {@code 10Gi}. CPU and memory are limits. */
    public record Size(String cpu, String memory, String storage) {
        public Size {
            Require.present("cpu", cpu);
            Require.present("memory", memory);
            Require.present("storage", storage);
        }
    }

    /** What may wake it while it sleeps: any connection, only one of SSH, or nothing but its owner's word. */
    @EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
    public enum WakePolicy {
        ANY,
        SSH,
        MANUAL
    }
}
