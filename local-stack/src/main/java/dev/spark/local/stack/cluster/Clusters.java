package dev.spark.local.stack.cluster;

import dev.spark.local.stack.state.Choices;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes the cluster that was chosen. */
public final class Clusters {

    private static final int KUBERNETES = 7443;
    private static final int KUBELET = 7450;

    /** The name of the ports that the gateway's activator listens on, of which the first is kept. */
    static final String ACTIVATOR = "activator";

    static final int ACTIVATOR_PORTS = 100;
    private static final int ACTIVATOR_FIRST = 21_000;

    /**
     * How many connections to PostgreSQL all pods together may have open, those that do not log in included: of the server's 400
     * the others are the services'.
     */
    static final int DATABASE_CONNECTIONS = 260;

    private Clusters() {}

    /** The same of one pod: what its role may have, and some for the server to refuse with the reason. */
    static int databaseConnectionsOfAPod(Map<String, String> settings) {
        return 12 + Integer.parseInt(settings.getOrDefault("SPARK_DATABASES_CONNECTIONS", "20"));
    }

    /** With those that the cluster itself needs. */
    public static Map<String, Integer> wishedPorts(Choices choices, Map<String, Integer> wished) {
        var all = new TreeMap<>(wished);
        all.put("kubernetes", KUBERNETES);
        all.put("kubelet", KUBELET);
        if (kind(choices) == ClusterKind.LOCAL) {
            all.put(ACTIVATOR, ACTIVATOR_FIRST);
        }
        return all;
    }

    /** What needs more than one port, and how many in a row. */
    public static Map<String, Integer> ranges() {
        return Map.of(ACTIVATOR, ACTIVATOR_PORTS);
    }

    private static ClusterKind kind(Choices choices) {
        return choices.keptCluster().flatMap(ClusterKind::named).orElse(ClusterKind.SIMULATED);
    }

    public static Cluster of(Choices choices, Surroundings surroundings) {
        return switch (kind(choices)) {
            case DOCKER -> new DockerCluster(surroundings);
            case LOCAL -> new LocalCluster(surroundings);
            case KUBECONFIG ->
                new NamedCluster(Path.of(String.valueOf(choices.kubeconfig())), choices.context(), surroundings);
            case SIMULATED -> new SimulatedKubernetes(surroundings);
        };
    }
}
