package dev.spark.provisioner.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A pod that has been asked to end and is still there, and what decides whether it may be removed without its node.
 *
 * @param name of the pod
 * @param uid of the pod, so that no other of that name is meant
 * @param version of the pod that {@code containers} was read from
 * @param due when its grace ends by the API server's clock; empty while nobody has asked it to end
 * @param containers what its node reported of its containers
 * @param node the name of the node that it was scheduled to; empty if it was not
 * @param health of that node
 */
public record EndingPod(
        String name,
        String uid,
        String version,
        Optional<Instant> due,
        Containers containers,
        Optional<String> node,
        NodeHealth health) {

    /**
     * How long past its grace a pod is left to its node, whatever is known of it. Longer than a node may be silent before the
     * cluster calls it not ready (40 s), so that what a ready node has not reported has not happened.
     */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a node reported of a pod's containers. */
    public enum Containers {
        /** All have terminated: a container of a pod that is being deleted is not started again. */
        TERMINATED,
        /** None has been created, or each waits to be created again. */
        WAITING,
        /** At least one may be running. */
        RUNNING
    }

    /** What the cluster says of a node. */
    public enum NodeHealth {
        /** It reports in time. */
        READY,
        /** It does not report, or says itself that it is not ready. Its containers may be running. */
        NOT_READY,
        /** It is no longer part of the cluster. */
        GONE,
        /** Nobody has asked, or the cluster does not let us. */
        UNKNOWN
    }

    /** What to do about such a pod. */
    public sealed interface Verdict {

        /** @param reason what is waited for, for people; the same as long as it is the same */
        record Wait(String reason) implements Verdict {}

        /** Nothing of it can be running. @param evidence why */
        record Remove(String evidence) implements Verdict {}
    }

    /**
     * Whether its node had its time: only then is the node asked after.
     *
     * @param due when its grace ends
     */
    public static boolean isOverdue(Optional<Instant> due, Instant now) {
        return due.filter(end -> !now.isBefore(end.plus(PATIENCE))).isPresent();
    }

    /**
     * Removing a pod by force frees its volume for the next one. So it takes evidence that none of its containers runs; a node
     * that merely does not answer may be running them, and two would write to one volume.
     */
    public Verdict verdict(Instant now) {
        if (due.isEmpty()) {
            return new Verdict.Wait("pod " + name + " is to be stopped");
        }
        if (!isOverdue(due, now)) {
            return new Verdict.Wait("pod " + name + " is ending");
        }
        return switch (health) {
            case GONE -> new Verdict.Remove("its node " + where() + " is no longer part of the cluster");
            case READY, NOT_READY, UNKNOWN ->
                switch (containers) {
                    case TERMINATED -> new Verdict.Remove("its node reported that its containers terminated");
                    case WAITING ->
                        node.isEmpty()
                                ? new Verdict.Remove("it was never scheduled to a node")
                                : health == NodeHealth.READY
                                        ? new Verdict.Remove(
                                                "its node " + where() + " is ready and runs none of its containers")
                                        : new Verdict.Wait(waitsForNode());
                    case RUNNING -> new Verdict.Wait(waitsForNode());
                };
        };
    }

    private String waitsForNode() {
        return switch (health) {
            case NOT_READY -> "node " + where() + " does not answer, and may be running pod " + name;
            case READY, UNKNOWN, GONE -> "node " + where() + " has not ended pod " + name;
        };
    }

    private String where() {
        return node.orElse("unknown");
    }
}
