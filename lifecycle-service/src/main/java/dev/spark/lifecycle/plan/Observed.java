package dev.spark.lifecycle.plan;

import java.util.Optional;

/**
 * What was seen of one spark.
 *
 * @param watched whether the view of the cluster is current; where it is not, nothing is concluded from it
 * @param replicas how many its deployment is to have; empty where there is no deployment
 * @param pods how many there are that are not over, those on their way out too
 * @param ready whether one that stays takes SSH connections
 * @param trouble why none does, in the cluster's words
 * @param version of the deployment that was seen, as the cluster counts: what is done because of this observation is done to that version only
 */
public record Observed(
        boolean watched,
        Optional<Integer> replicas,
        int pods,
        boolean ready,
        Optional<String> trouble,
        Optional<String> version) {

    boolean isScaledTo(int wanted) {
        return replicas.filter(seen -> seen == wanted).isPresent();
    }
}
