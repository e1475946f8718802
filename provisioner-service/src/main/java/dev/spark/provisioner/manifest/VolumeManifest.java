package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** What lasts of a spark's files: its home, and the system's part that keeps its SSH host keys. */
final class VolumeManifest {

    private VolumeManifest() {}

    /**
     * The storage class counts when the volume is made and never again: the cluster lets nobody change it. So it is no part of the
     * hash, and a volume keeps its class when the setting changes.
     */
    static Manifest of(SparkId id, Order order, ProvisionerConfig config) {
        PersistentVolumeClaim claim = claim(id, order, config);
        return new Manifest(claim, Hashes.ofJson(withStorageClass(claim, null)));
    }

    private static PersistentVolumeClaim withStorageClass(PersistentVolumeClaim claim, @Nullable String storageClass) {
        return claim.edit()
                .editSpec()
                .withStorageClassName(storageClass)
                .endSpec()
                .build();
    }

    private static PersistentVolumeClaim claim(SparkId id, Order order, ProvisionerConfig config) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(config.namespace())
                .withLabels(Labels.of(id, order))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(config.storageClass().orElse(null))
                .withNewResources()
                .addToRequests("storage", new Quantity(order.spec().size().storage()))
                .endResources()
                .endSpec()
                .build();
    }
}
