package dev.spark.provisioner.domain;

import dev.spark.events.SparkSpec;
import java.util.List;

/**
 * What is to be built.
 *
 * @param image the container image, settled when the spark was ordered: a new default does not restart old sparks
 * @param sealedEnv the owner's variables, as they came
 */
public record Order(SparkSpec spec, String image, String sealedEnv, List<String> authorizedKeys, String requestedBy) {

    Order withKeys(List<String> keys) {
        return new Order(spec, image, sealedEnv, keys, requestedBy);
    }

    @Override
    public String toString() {
        return "Order[" + spec + ", image=" + image + ", requestedBy=" + requestedBy + "]";
    }
}
