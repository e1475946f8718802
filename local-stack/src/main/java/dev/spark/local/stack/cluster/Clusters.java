package dev.spark.local.stack.cluster;

import dev.spark.local.stack.state.Choices;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes the cluster that was chosen. */
public final class Clusters {

    private static final int KUBERNETES = 7443;
    private static final int KUBELET = 7450;

    private Clusters() {}

    /** With those that the cluster itself needs. */
    public static Map<String, Integer> wishedPorts(Map<String, Integer> wished) {
        var all = new TreeMap<>(wished);
        all.put("kubernetes", KUBERNETES);
        all.put("kubelet", KUBELET);
        return all;
    }

    public static Cluster of(Choices choices, Surroundings surroundings) {
        var kind = choices.keptCluster().flatMap(ClusterKind::named).orElse(ClusterKind.SIMULATED);
        return switch (kind) {
            case DOCKER -> new DockerCluster(surroundings);
            case LOCAL -> new LocalCluster(surroundings);
            case KUBECONFIG ->
                new NamedCluster(Path.of(String.valueOf(choices.kubeconfig())), choices.context(), surroundings);
            case SIMULATED -> new SimulatedKubernetes(surroundings);
        };
    }
}
