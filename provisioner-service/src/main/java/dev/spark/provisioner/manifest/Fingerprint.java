package dev.spark.provisioner.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Tells whether somebody has changed an object since we saw it last: a hash of all that people write, and of nothing that
 * controllers keep writing (status, the number of replicas, bookkeeping annotations).
 */
public final class Fingerprint {

    private Fingerprint() {}

    public static String of(HasMetadata object) {
        return switch (object) {
            // Has no status: every version is a change. And its content is not to be hashed.
            case Secret secret -> "version " + secret.getMetadata().getResourceVersion();
            case Deployment deployment -> hash(deployment, withoutReplicas(deployment.getSpec()));
            case PersistentVolumeClaim claim -> hash(claim, withoutBinding(claim.getSpec()));
            case Service service -> hash(service, service.getSpec());
            case NetworkPolicy policy -> hash(policy, policy.getSpec());
            default -> throw new IllegalArgumentException("a spark has no " + object.getKind());
        };
    }

    private static DeploymentSpec withoutReplicas(DeploymentSpec spec) {
        return spec.toBuilder().withReplicas(null).build();
    }

    private static PersistentVolumeClaimSpec withoutBinding(PersistentVolumeClaimSpec spec) {
        return spec.toBuilder().withVolumeName(null).build();
    }

    private static String hash(HasMetadata object, Object spec) {
        Map<String, String> labels =
                Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()));
        annotations.keySet().removeIf(Fingerprint::isBookkeeping);
        return Hashes.ofJson(Arrays.asList(labels, annotations, spec));
    }

    private static boolean isBookkeeping(String annotation) {
        return annotation.startsWith("deployment.kubernetes.io/")
                || annotation.startsWith("pv.kubernetes.io/")
                || annotation.startsWith("volume.");
    }
}
