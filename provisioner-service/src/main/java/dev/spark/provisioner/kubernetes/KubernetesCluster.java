package dev.spark.provisioner.kubernetes;

import dev.spark.events.SparkId;
import dev.spark.kit.kubernetes.SparkObjects;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.app.Belonging;
import dev.spark.provisioner.app.Cluster;
import dev.spark.provisioner.app.Effect;
import dev.spark.provisioner.app.EffectFailed;
import dev.spark.provisioner.app.Effects;
import dev.spark.provisioner.domain.Part;
import dev.spark.provisioner.manifest.Fingerprint;
import dev.spark.provisioner.manifest.Labels;
import dev.spark.provisioner.manifest.Manifest;
import dev.spark.provisioner.plan.EndingPod;
import dev.spark.provisioner.plan.EndingPod.NodeHealth;
import dev.spark.provisioner.plan.Observed;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The cluster by its API. Objects are applied on the server side, so that each writer has its own fields: scaling a spark is
 * not undone by applying it again.
 */
@ApplicationScoped
class KubernetesCluster implements Cluster {

    private static final Logger LOG = Logger.getLogger(KubernetesCluster.class);
    private static final int LONGEST_LOG = 1024 * 1024;

    private final KubernetesClient client;
    private final Watches watches;
    private final Effects effects;
    private final String namespace;

    KubernetesCluster(KubernetesClient client, Watches watches, Effects effects, ProvisionerConfig config) {
        this.client = client;
        this.watches = watches;
        this.effects = effects;
        this.namespace = config.namespace();
    }

    @Override
    public Observed observe(SparkId id) {
        String key = namespace + "/" + id;
        var fingerprints = new EnumMap<Part, String>(Part.class);
        see(fingerprints, Part.VOLUME, watches.volumes().get(key));
        see(fingerprints, Part.SECRET, watches.secrets().get(key));
        see(fingerprints, Part.SERVICE, watches.services().get(key));
        see(fingerprints, Part.NETWORK_POLICY, watches.policies().get(key));
        Deployment deployment = watches.deployments().get(key);
        List<Pod> pods = watches.pods().byIndex(SparkObjects.BY_SPARK, id.value());
        see(fingerprints, Part.DEPLOYMENT, deployment);
        return new Observed(
                watches.isCurrent(),
                fingerprints,
                deployment != null
                        && Integer.valueOf(0).equals(deployment.getSpec().getReplicas()),
                PodView.newest(pods),
                pods.stream().flatMap(pod -> PodView.due(pod).stream()).toList(),
                Observed.Database.UNKNOWN);
    }

    private static void see(Map<Part, String> fingerprints, Part part, @Nullable HasMetadata object) {
        if (object != null) {
            fingerprints.put(part, Seen.fingerprint(object));
        }
    }

    @Override
    public Result apply(Part part, Manifest manifest) {
        return effects.perform(
                Effect.applying(part),
                () -> asking(() -> {
                    // Only a volume has what cannot be changed.
                    HasMetadata before = part == Part.VOLUME
                            ? client.resource(manifest.object()).get()
                            : null;
                    return new Result(Fingerprint.of(applied(manifest, before)), true);
                }));
    }

    @Override
    public Result check(Part part, Manifest manifest) {
        return effects.perform(
                Effect.applying(part),
                () -> asking(() -> {
                    HasMetadata before = client.resource(manifest.object()).get();
                    HasMetadata after = applied(manifest, before);
                    String fingerprint = Fingerprint.of(after);
                    return new Result(
                            fingerprint,
                            before == null || !Fingerprint.of(before).equals(fingerprint));
                }));
    }

    private HasMetadata applied(Manifest manifest, @Nullable HasMetadata before) {
        return client.resource(before == null ? manifest.object() : manifest.over(before))
                .fieldManager(Labels.PROVISIONER)
                .forceConflicts()
                .serverSideApply();
    }

    @Override
    public Optional<String> remove(Part part, SparkId id) {
        return effects.perform(
                Effect.removing(part),
                () -> asking(() -> {
                    Resource<? extends HasMetadata> object =
                            objects(part).inNamespace(namespace).withName(id.value());
                    if (part == Part.DEPLOYMENT) {
                        // Goes when all beneath it is gone.
                        object.withPropagationPolicy(DeletionPropagation.FOREGROUND)
                                .delete();
                    } else {
                        object.delete();
                    }
                    return Optional.ofNullable(object.get()).map(left -> "the " + part.label() + keptBy(left));
                }));
    }

    private static String keptBy(HasMetadata object) {
        List<String> finalizers =
                Objects.requireNonNullElse(object.getMetadata().getFinalizers(), List.of());
        return finalizers.isEmpty()
                ? " is being deleted"
                : " is kept by the cluster (" + String.join(", ", finalizers) + ")";
    }

    @Override
    public List<EndingPod> pods(SparkId id, Instant now) {
        return asking(() ->
                client.pods().inNamespace(namespace).withLabel(Labels.ID, id.value()).list().getItems().stream()
                        .map(pod -> PodView.ending(
                                pod, EndingPod.isOverdue(PodView.due(pod), now) ? health(pod) : NodeHealth.UNKNOWN))
                        .toList());
    }

    private NodeHealth health(Pod pod) {
        String name = pod.getSpec().getNodeName();
        if (name == null || name.isEmpty()) {
            return NodeHealth.UNKNOWN;
        }
        try {
            return NodeView.health(client.nodes().withName(name).get());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            LOG.debugf("node %s may not be read: %s", name, e.getMessage());
            return NodeHealth.UNKNOWN;
        }
    }

    @Override
    public void end(EndingPod pod) {
        var precisely = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(0L)
                .withNewPreconditions(pod.version(), pod.uid())
                .build();
        effects.perform(
                Effect.REMOVE_DEPLOYMENT,
                () -> asking(() -> client.raw(
                        "/api/v1/namespaces/%s/pods/%s".formatted(namespace, pod.name()), "DELETE", precisely)));
    }

    @Override
    public InputStream log(String pod) {
        LogWatch log = asking(() -> client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(PodView.CONTAINER)
                .limitBytes(LONGEST_LOG)
                .watchLog());
        return new FilterInputStream(log.getOutput()) {
            @Override
            public void close() throws IOException {
                log.close();
            }
        };
    }

    @Override
    public List<Belonging> belongings() {
        var found = new ArrayList<Belonging>();
        for (Part part : Part.IN_CLUSTER) {
            asking(() -> objects(part)
                            .inNamespace(namespace)
                            .withLabel(Labels.MANAGED_BY, Labels.PROVISIONER)
                            .withLabel(Labels.PART_OF, Labels.SPARK)
                            .list()
                            .getItems())
                    .stream()
                    // Ours are named by their spark. Whatever else has our labels was copied from one.
                    .filter(object -> SparkObjects.sparkOf(object)
                            .contains(object.getMetadata().getName()))
                    .map(object -> object.getMetadata().getName())
                    .map(name -> new Belonging(part, name, new SparkId(name)))
                    .forEach(found::add);
        }
        return found;
    }

    private MixedOperation<
                    ? extends HasMetadata,
                    ? extends KubernetesResourceList<? extends HasMetadata>,
                    ? extends Resource<? extends HasMetadata>>
            objects(Part part) {
        return switch (part) {
            case VOLUME -> client.persistentVolumeClaims();
            case SECRET -> client.secrets();
            case SERVICE -> client.services();
            case NETWORK_POLICY -> client.network().v1().networkPolicies();
            case DEPLOYMENT -> client.apps().deployments();
            case DATABASE -> throw new IllegalArgumentException("a database is not in the cluster");
        };
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw failure(e);
        }
    }

    /** The server's words are for the log: they may quote a secret. Which status it answered is for everybody. */
    private static EffectFailed failure(KubernetesClientException e) {
        LOG.debugf("Kubernetes: %s", e.getMessage());
        int code = e.getCode();
        return switch (code) {
            case 400, 422 ->
                new EffectFailed(EffectFailed.Kind.REJECTED, "the cluster does not accept it" + field(e), e);
            case 401, 403 -> new EffectFailed(EffectFailed.Kind.FAILED, "the cluster forbids it" + quota(e), e);
            case 404 -> new EffectFailed(EffectFailed.Kind.FAILED, "the cluster has no place for it", e);
            case -1, 0, 408, 429, 500, 502, 503, 504 ->
                new EffectFailed(EffectFailed.Kind.UNREACHABLE, "the cluster does not answer", e);
            default -> new EffectFailed(EffectFailed.Kind.FAILED, "the cluster answers " + code, e);
        };
    }

    /** Names of fields are no secret, and say what is wrong. */
    private static String field(KubernetesClientException e) {
        if (e.getStatus() == null
                || e.getStatus().getDetails() == null
                || e.getStatus().getDetails().getCauses() == null) {
            return "";
        }
        return e.getStatus().getDetails().getCauses().stream()
                .filter(cause -> cause.getField() != null && !cause.getField().isBlank())
                .map(cause -> " (" + cause.getField() + ")")
                .findFirst()
                .orElse("");
    }

    private static String quota(KubernetesClientException e) {
        return String.valueOf(e.getMessage()).contains("exceeded quota") ? " (its quota is used up)" : "";
    }
}
