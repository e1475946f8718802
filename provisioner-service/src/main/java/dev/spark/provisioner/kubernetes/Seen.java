package dev.spark.provisioner.kubernetes;

import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.provisioner.manifest.Fingerprint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Map;
import java.util.Objects;

/**
 * What is kept in memory of an object that is watched: its fingerprint, and no content. So thousands of sparks cost little, and
 * no secret is held.
 */
final class Seen {

    private static final String FINGERPRINT = "spark.dev/fingerprint";

    private Seen() {}

    static PersistentVolumeClaim of(PersistentVolumeClaim claim) {
        return new PersistentVolumeClaimBuilder().withMetadata(metadata(claim)).build();
    }

    static Secret of(Secret secret) {
        return new SecretBuilder().withMetadata(metadata(secret)).build();
    }

    static Service of(Service service) {
        return new ServiceBuilder().withMetadata(metadata(service)).build();
    }

    static NetworkPolicy of(NetworkPolicy policy) {
        return new NetworkPolicyBuilder().withMetadata(metadata(policy)).build();
    }

    static Deployment of(Deployment deployment) {
        return new DeploymentBuilder()
                .withMetadata(metadata(deployment))
                .withNewSpec()
                .withReplicas(deployment.getSpec().getReplicas())
                .endSpec()
                .build();
    }

    /** The fingerprint of what was seen, as {@link Fingerprint#of} gives it for the whole. */
    static String fingerprint(HasMetadata seen) {
        return Objects.requireNonNull(
                seen.getMetadata().getAnnotations().get(FINGERPRINT), "an object that was not seen by a watch");
    }

    private static ObjectMeta metadata(HasMetadata object) {
        ObjectMeta essence = SparkObjects.metadata(object);
        essence.setAnnotations(Map.of(FINGERPRINT, Fingerprint.of(object)));
        return essence;
    }
}
