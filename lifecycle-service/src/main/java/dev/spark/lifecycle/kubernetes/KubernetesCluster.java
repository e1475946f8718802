package dev.spark.lifecycle.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.events.SparkId;
import dev.spark.kit.crash.Failpoints;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.lifecycle.LifecycleConfig;
import dev.spark.lifecycle.app.Cluster;
import dev.spark.lifecycle.app.EffectFailed;
import dev.spark.lifecycle.domain.Change;
import dev.spark.lifecycle.plan.Observed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The cluster by its API. Of a deployment only the scale is touched, as a writer of its own: the provisioner's applies do not
 * undo it, nor does it undo theirs.
 */
@ApplicationScoped
class KubernetesCluster implements Cluster {

    private static final Logger LOG = Logger.getLogger(KubernetesCluster.class);
    private static final String FIELD_MANAGER = "spark-lifecycle";
    private static final PatchContext AS_OURS = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(FIELD_MANAGER)
            .build();

    private final KubernetesClient client;
    private final Watches watches;
    private final Failpoints failpoints;
    private final String namespace;

    /** The version of each deployment that we scaled last: a watch that shows an older one lags behind. */
    private final ConcurrentHashMap<SparkId, Long> scaled = new ConcurrentHashMap<>();

    KubernetesCluster(KubernetesClient client, Watches watches, Failpoints failpoints, LifecycleConfig config) {
        this.client = client;
        this.watches = watches;
        this.failpoints = failpoints;
        this.namespace = config.namespace();
    }

    @Override
    public Observed observe(SparkId id) {
        boolean current = watches.isCurrent();
        Deployment deployment = watches.deployments().get(namespace + "/" + id);
        List<Pod> pods = watches.pods().byIndex(SparkObjects.BY_SPARK, id.value());
        Optional<String> version =
                Optional.ofNullable(deployment).map(seen -> seen.getMetadata().getResourceVersion());
        return PodView.observed(current && !lags(id, deployment), replicas(deployment), version, pods);
    }

    private static Optional<Integer> replicas(@Nullable Deployment deployment) {
        return deployment == null
                ? Optional.empty()
                : Optional.of(
                        Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1));
    }

    private boolean lags(SparkId id, @Nullable Deployment deployment) {
        Long ours = scaled.get(id);
        OptionalLong seen = deployment == null ? OptionalLong.empty() : version(deployment);
        if (ours == null) {
            return false;
        }
        boolean lags = seen.isPresent() && seen.getAsLong() < ours;
        if (!lags) {
            scaled.remove(id, ours);
        }
        return lags;
    }

    @Override
    public boolean scale(SparkId id, int replicas, Observed seen) {
        failpoints.passOwn("scale.before");
        try {
            HasMetadata scale = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(id.value())
                    .subresource("scale")
                    .patch(AS_OURS, patch(replicas, seen.version()));
            version(scale).ifPresent(version -> scaled.put(id, version));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw failure(e);
        }
        failpoints.passOwn("scale.after");
        return true;
    }

    /** The version is a precondition: a call that is carried out late, after a newer one, is refused by the cluster. */
    private static String patch(int replicas, Optional<String> version) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        version.ifPresent(known -> patch.putObject("metadata").put("resourceVersion", known));
        patch.putObject("spec").put("replicas", replicas);
        return patch.toString();
    }

    /** How far the cluster was, as a number: it grows with every change. Empty where it is none. */
    private static OptionalLong version(HasMetadata object) {
        String version = String.valueOf(object.getMetadata().getResourceVersion());
        return version.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(version)) : OptionalLong.empty();
    }

    private static EffectFailed failure(KubernetesClientException e) {
        LOG.debugf("Kubernetes: %s", e.getMessage());
        int code = e.getCode();
        return switch (code) {
            case 401, 403 -> new EffectFailed(Change.Cause.FAILED, "the cluster forbids it", e);
            case 404 -> new EffectFailed(Change.Cause.FAILED, "there is no deployment", e);
            case -1, 0, 408, 429, 500, 502, 503, 504 ->
                new EffectFailed(Change.Cause.UNREACHABLE, "the cluster does not answer", e);
            default -> new EffectFailed(Change.Cause.FAILED, "the cluster answers " + code, e);
        };
    }
}
