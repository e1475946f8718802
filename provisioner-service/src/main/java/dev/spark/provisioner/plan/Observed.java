package dev.spark.provisioner.plan;

import dev.spark.provisioner.domain.Part;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of one spark.
 *
 * @param watched whether the view of the cluster is current; where it is not, nothing is concluded from what is missing
 * @param fingerprints of the parts that are in the cluster
 * @param asleep scaled to zero
 * @param pod the newest one that is not on its way out
 * @param endings when the grace of each pod ends that was asked to end
 */
public record Observed(
        boolean watched,
        Map<Part, String> fingerprints,
        boolean asleep,
        Optional<Pod> pod,
        List<Instant> endings,
        Database database) {

    public Observed {
        fingerprints = Map.copyOf(fingerprints);
        endings = List.copyOf(endings);
    }

    /** No pod is on its way out. */
    public Observed(
            boolean watched, Map<Part, String> fingerprints, boolean asleep, Optional<Pod> pod, Database database) {
        this(watched, fingerprints, asleep, pod, List.of(), database);
    }

    /**
     * @param run tells one run of its container from the next: the pod's uid and the restarts
     * @param running its container runs
     * @param ready it takes SSH connections
     * @param trouble why it does not run, in the cluster's words
     */
    public record Pod(String name, String run, boolean running, boolean ready, Optional<String> trouble) {}

    public enum Database {
        /** Nobody has looked, or it does not answer. */
        UNKNOWN,
        SOUND,
        MISSING,
        /** Its role cannot log in with its password, or with what its owner has set. */
        LOCKED_OUT
    }

    /** The view of a cluster that is not watched, or not asked. */
    public static Observed nothing() {
        return new Observed(false, Map.of(), false, Optional.empty(), Database.UNKNOWN);
    }

    public Observed with(Database seen) {
        return new Observed(watched, fingerprints, asleep, pod, endings, seen);
    }

    /** Whether the watch shows that nothing of the part is left. */
    boolean isGone(Part part) {
        return watched
                && part != Part.DATABASE
                && !fingerprints.containsKey(part)
                && (part != Part.DEPLOYMENT || (pod.isEmpty() && endings.isEmpty()));
    }

    /** When the first pod on its way out has had its time; empty if there is none. */
    Optional<Instant> firstOverdue() {
        return endings.stream().map(end -> end.plus(EndingPod.PATIENCE)).min(Comparator.naturalOrder());
    }

    boolean isReady() {
        return !asleep && pod.filter(Pod::ready).isPresent();
    }

    /** Which run of its container this is; empty where there is none. */
    String run() {
        return pod.map(Pod::run).orElse("");
    }

    Optional<String> trouble() {
        return pod.flatMap(Pod::trouble);
    }
}
