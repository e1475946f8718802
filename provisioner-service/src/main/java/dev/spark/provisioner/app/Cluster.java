package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.Observed;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The Kubernetes cluster. All that asks it throws {@link EffectFailed}. */
public interface Cluster {

    /**
     * @param fingerprint of the object as it is now
     * @param changed whether it was missing or different before
     */
    record Result(String fingerprint, boolean changed) {}

    /** What the watch shows. Asks nobody. */
    Observed observe(SparkId id);

    /** Makes the part as it is wanted. */
    Result apply(Part part, Manifest manifest);

    /** Looks closely first, so that {@link Result#changed} can be relied on. */
    Result check(Part part, Manifest manifest);

    /**
     * Asks for the removal of the part's object.
     *
     * @return what it waits for, in words for people; empty if it is not there any more
     */
    Optional<String> remove(Part part, SparkId id);

    /** All pods of the spark, asked for and not watched. Of those whose grace is over the node is asked after, too. */
    List<EndingPod> pods(SparkId id, Instant now);

    /** Removes the pod without its node, if it is still as it was when it was looked at. */
    void end(EndingPod pod);

    /** The log of the spark's container from its start on, following it; at most about a megabyte. */
    InputStream log(String pod);

    /** All of the sparks' objects that carry our labels, asked for and not watched. */
    List<Belonging> belongings();
}
