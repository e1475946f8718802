package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;

/** What lasts of a spark's files: its home, and the system's part that keeps its SSH host keys. */
final class VolumeManifest {

    private VolumeManifest() {}

    static PersistentVolumeClaim of(SparkId id, Order order, ProvisionerConfig config) {
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
