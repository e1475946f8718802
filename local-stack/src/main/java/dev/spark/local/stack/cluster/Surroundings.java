package dev.spark.local.stack.cluster;

import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.Script;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clusters are started with.
 *
 * @param state of the stack
 * @param root the checkout
 * @param cache of this machine
 * @param environment of scripts
 * @param ports at 127.0.0.1, by what listens there
 */
public record Surroundings(
        StateFolder state,
        Path root,
        Path cache,
        Map<String, String> environment,
        Map<String, Integer> ports,
        Launcher launcher) {

    /** Where the cluster's API is to listen. */
    int kubernetesPort() {
        return ports.getOrDefault("kubernetes", 0);
    }

    /** Where the kubelet of a cluster that hides its node is to listen. */
    int kubeletPort() {
        return ports.getOrDefault("kubelet", 0);
    }

    int postgresPort() {
        return ports.getOrDefault("postgres", 0);
    }

    /** The first of those that the gateway's activator listens on; 0 where there is none. */
    int activatorPort() {
        return ports.getOrDefault(Clusters.ACTIVATOR, 0);
    }

    /** A way to run scripts; what they say goes to the log of the given name. */
    Script script(String log, Map<String, String> more) {
        var whole = new TreeMap<>(environment);
        whole.put("SPARK_STATE", state.path().toString());
        whole.put("SPARK_CACHE", cache.toString());
        whole.putAll(more);
        return new Script(launcher, whole, state.log(log));
    }
}
