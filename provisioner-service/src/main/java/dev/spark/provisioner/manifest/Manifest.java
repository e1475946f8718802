package dev.spark.provisioner.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/**
 * An object as it is asked for.
 *
 * @param hash differs where what is asked for differs; tells nothing of secrets
 */
public record Manifest(HasMetadata object, String hash) {

    static Manifest of(HasMetadata object) {
        return new Manifest(object, Hashes.ofJson(object));
    }

    /** What to ask for where this object is there already: what the cluster lets nobody change stays. */
    public HasMetadata over(HasMetadata existing) {
        return object instanceof PersistentVolumeClaim wanted && existing instanceof PersistentVolumeClaim there
                ? wanted.edit()
                        .editSpec()
                        .withStorageClassName(there.getSpec().getStorageClassName())
                        .endSpec()
                        .build()
                : object;
    }

    @Override
    public String toString() {
        return object.getKind() + "/" + object.getMetadata().getName() + "@" + hash;
    }
}
