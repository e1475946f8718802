package dev.spark.provisioner.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * An object as it is asked for.
 *
 * @param hash differs where what is asked for differs; tells nothing of secrets
 */
public record Manifest(HasMetadata object, String hash) {

    static Manifest of(HasMetadata object) {
        return new Manifest(object, Hashes.ofJson(object));
    }

    @Override
    public String toString() {
        return object.getKind() + "/" + object.getMetadata().getName() + "@" + hash;
    }
}
