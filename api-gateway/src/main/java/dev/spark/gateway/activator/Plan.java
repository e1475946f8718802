package dev.spark.gateway.activator;

import dev.spark.events.SparkId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What should be, for all sparks at once.
 *
 * @param needy how many sparks are to be led here
 * @param wanted the ports of those that have one
 * @param purged those that have a port, and are no more
 */
record Plan(int needy, Map<SparkId, Integer> wanted, List<SparkId> purged) {

    /**
     * Those that are not as they should be.
     *
     * @param there the slices in the cluster
     * @param addresses of the living replicas
     * @param led by this replica
     * @param listened for by this replica
     */
    Set<SparkId> differing(
            Map<SparkId, Slice> there, List<String> addresses, Collection<SparkId> led, Collection<SparkId> listened) {
        var differing = new HashSet<SparkId>(purged);
        wanted.forEach((id, port) -> {
            if (!new Slice(addresses, port).equals(there.get(id)) || !led.contains(id) || !listened.contains(id)) {
                differing.add(id);
            }
        });
        for (Collection<SparkId> seen : List.of(there.keySet(), led, listened)) {
            seen.stream().filter(id -> !wanted.containsKey(id)).forEach(differing::add);
        }
        return differing;
    }
}
