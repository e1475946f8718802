package dev.spark.local.stack.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen at the first start and holds until the stack is purged.
 *
 * @param cluster the kind of cluster, none before the first start
 * @param kubeconfig of the cluster that was named, if one was
 * @param context in it
 * @param ports by what listens there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Choices(
        @Nullable String cluster,
        @Nullable String kubeconfig,
        @Nullable String context,
        @Nullable Map<String, Integer> ports) {

    public static Choices read(Path file) {
        return PrivateFile.read(file)
                .map(text -> Json.parse(text, Choices.class))
                .orElse(new Choices(null, null, null, null));
    }

    public void write(Path file) {
        PrivateFile.write(file, Json.print(this));
    }

    public Map<String, Integer> keptPorts() {
        return ports == null ? Map.of() : ports;
    }

    public Optional<String> keptCluster() {
        return Optional.ofNullable(cluster);
    }

    public Choices with(Ports chosen) {
        return new Choices(cluster, kubeconfig, context, chosen.byName());
    }
}
