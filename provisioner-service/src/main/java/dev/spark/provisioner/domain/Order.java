package dev.spark.provisioner.domain;

import dev.spark.events.SparkSpec;
import java.util.List;

/**
 * What is to be built.
 *
 * @param image the container image it was applied with last: a new one restarts no spark, it is taken when one runs next
 * @param sealedEnv the owner's variables and the template's set-up, as they came
 * @param rootResets how often its root file system was ordered back to the image's
 */
public record Order(
        SparkSpec spec,
        String image,
        String sealedEnv,
        List<String> authorizedKeys,
        String requestedBy,
        int rootResets) {

    Order withKeys(List<String> keys) {
        return new Order(spec, image, sealedEnv, keys, requestedBy, rootResets);
    }

    Order withImage(String next) {
        return new Order(spec, next, sealedEnv, authorizedKeys, requestedBy, rootResets);
    }

    Order withRootReset() {
        return new Order(spec, image, sealedEnv, authorizedKeys, requestedBy, rootResets + 1);
    }

    @Override
    public String toString() {
        return "Order[" + spec + ", image=" + image + ", requestedBy=" + requestedBy + "]";
    }
}
