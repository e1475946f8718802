package dev.spark.gateway.templates;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a spark can be made from, as its file says; schema and meaning are in {@code template.schema.json}.
 *
 * @param name of the file, without its ending
 * @param size where its owner does not say; of this, what is absent is the installation's
 * @param idleTimeout likewise, as durations are written
 * @param env variables; those of the spark's owner win
 * @param ports where its project listens; the first is waited for
 * @param files of the project, by their path below it
 * @param serve the command that starts the project, at each start of the spark
 */
public record Template(
        String name,
        String title,
        String description,
        Size size,
        @JsonProperty("idle_timeout") @Nullable String idleTimeout,
        Map<String, String> env,
        List<Integer> ports,
        Packages packages,
        Map<String, String> files,
        List<Step> steps,
        @Nullable String serve) {

    /** What a spark is made from where its owner does not say, and the name of it. */
    public static final String DEFAULT = "default";

    /** Kubernetes quantities. */
    public record Size(
            @Nullable String cpu,
            @Nullable String memory,
            @Nullable String storage) {}

    /** Packages by who installs them. */
    public record Packages(List<String> apt, List<String> npm, List<String> pip) {
        public Packages {
            apt = orEmpty(apt);
            npm = orEmpty(npm);
            pip = orEmpty(pip);
        }
    }

    /**
     * A step of the set-up.
     *
     * @param title what it does, for people
     * @param run a script for bash, in the project's folder
     */
    public record Step(String title, String run) {}

    public Template {
        size = size == null ? new Size(null, null, null) : size;
        env = env == null ? Map.of() : Map.copyOf(env);
        ports = orEmpty(ports);
        packages = packages == null ? new Packages(List.of(), List.of(), List.of()) : packages;
        files = files == null ? Map.of() : Map.copyOf(files);
        steps = orEmpty(steps);
    }

    /** Nothing but the image, for an installation without a file of that name. */
    static Template plain() {
        return new Template(
                DEFAULT,
                "An empty machine",
                "The image and nothing else.",
                new Size(null, null, null),
                null,
                Map.of(),
                List.of(),
                new Packages(List.of(), List.of(), List.of()),
                Map.of(),
                List.of(),
                null);
    }

    Template named(String next) {
        return new Template(next, title, description, size, idleTimeout, env, ports, packages, files, steps, serve);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
