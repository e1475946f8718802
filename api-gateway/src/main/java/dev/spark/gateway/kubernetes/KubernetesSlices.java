package dev.spark.gateway.kubernetes;

import dev.spark.events.SparkId;
import dev.spark.gateway.activator.Slice;
import dev.spark.gateway.activator.Slices;
import dev.spark.gateway.dial.DialConfig;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The slices by the API, applied on the server side; in v1 where that is served, else in v1beta1 (Kubernetes before 1.21). */
@ApplicationScoped
class KubernetesSlices implements Slices {

    private static final String FIELD_MANAGER = "spark-gateway";
    private static final String GROUP = "discovery.k8s.io";
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private final KubernetesClient client;
    private final String namespace;
    private volatile @Nullable String version;

    KubernetesSlices(KubernetesClient client, DialConfig config) {
        this.client = client;
        this.namespace = config.namespace();
    }

    @Override
    public boolean put(SparkId spark, int servicePort, Slice slice) {
        Service service =
                client.services().inNamespace(namespace).withName(spark.value()).get();
        Optional<ServicePort> port = Optional.ofNullable(service).stream()
                .flatMap(found -> found.getSpec().getPorts().stream())
                .filter(each -> Integer.valueOf(servicePort).equals(each.getPort()))
                .findFirst();
        if (service == null
                || service.getMetadata().getDeletionTimestamp() != null
                || port.isEmpty()
                || slice.addresses().isEmpty()) {
            return false;
        }
        String name = Optional.ofNullable(port.get().getName()).orElse("");
        return asking(version -> {
            operation(version)
                    .resource(EndpointSlices.of(spark, service, GROUP + "/" + version, name, slice))
                    .fieldManager(FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            return true;
        });
    }

    @Override
    public void remove(SparkId spark) {
        asking(version ->
                operation(version).withName(EndpointSlices.nameOf(spark)).delete());
    }

    @Override
    public Map<SparkId, Slice> all() {
        return asking(version -> {
            var found = new HashMap<SparkId, Slice>();
            operation(version)
                    .withLabel(EndpointSlices.MANAGED_BY, EndpointSlices.US)
                    .list(new ListOptionsBuilder().withResourceVersion("0").build()) // from the API server's memory
                    .getItems()
                    .forEach(object -> EndpointSlices.sparkOf(object)
                            .ifPresent(spark -> found.put(spark, EndpointSlices.read(object))));
            return found;
        });
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            operation(String version) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(GROUP)
                        .withVersion(version)
                        .withKind(EndpointSlices.KIND)
                        .withPlural("endpointslices")
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace);
    }

    /** With the version that is served; asked anew after a call that found nothing at its address. */
    private <T> T asking(Function<String, T> call) {
        String known = version;
        if (known == null) {
            known = served();
            version = known;
        }
        try {
            return call.apply(known);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                version = null;
            }
            throw e;
        }
    }

    private String served() {
        APIGroup group = client.getApiGroup(GROUP);
        List<String> served = group == null
                ? List.of()
                : group.getVersions().stream()
                        .map(GroupVersionForDiscovery::getVersion)
                        .toList();
        return VERSIONS.stream()
                .filter(served::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the cluster has no EndpointSlices"));
    }
}
