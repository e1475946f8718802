package dev.spark.provisioner.plan;

import dev.spark.provisioner.domain.Part;
import java.util.Map;

/**
 * What a spark is to consist of.
 *
 * @param manifests hash of what is asked for, by part
 * @param databaseHost where sparks reach their databases
 * @param image of its container
 * @param rootResets how often its root was ordered back, when this was wanted
 */
public record Wanted(
        Map<Part, String> manifests, String databaseName, String databaseHost, String image, int rootResets) {

    public Wanted {
        manifests = Map.copyOf(manifests);
    }

    public static Wanted nothing() {
        return new Wanted(Map.of(), "", "", "", 0);
    }
}
