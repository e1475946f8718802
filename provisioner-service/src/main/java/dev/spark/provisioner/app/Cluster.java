package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.plan.Observed;
import java.io.InputStream;
import java.util.List;

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

    /** Asks for the part's removal, and tells whether nothing of it is left. */
    boolean remove(Part part, SparkId id);

    /** The log of the spark's container from its start on, following it; at most about a megabyte. */
    InputStream log(String pod);

    /** All of the sparks' objects that carry our labels, asked for and not watched. */
    List<Belonging> belongings();
}
