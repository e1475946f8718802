package dev.spark.gateway.kubernetes;

import dev.spark.events.SparkId;
import dev.spark.gateway.activator.Slice;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An EndpointSlice of ours and what it says: of it only what {@code discovery.k8s.io} has in v1 and in v1beta1 alike.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/">EndpointSlices</a>: whoever else manages
 *     slices of a Service says so by the label {@code managed-by}, and the controller leaves them alone
 */
final class EndpointSlices {

    static final String KIND = "EndpointSlice";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String US = "spark-gateway.spark.dev";
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String PART_OF = "app.kubernetes.io/part-of";
    private static final String ID = "spark.dev/id";

    private EndpointSlices() {}

    static String nameOf(SparkId spark) {
        return spark.value() + "-activator";
    }

    /** @param portName what the Service calls the port; may be empty where it has but one */
    static GenericKubernetesResource of(
            SparkId spark, Service service, String apiVersion, String portName, Slice slice) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion);
        object.setKind(KIND);
        object.setMetadata(new ObjectMetaBuilder()
                .withName(nameOf(spark))
                .withNamespace(service.getMetadata().getNamespace())
                .withLabels(new TreeMap<>(Map.of(
                        SERVICE, service.getMetadata().getName(), MANAGED_BY, US, PART_OF, "spark", ID, spark.value())))
                // It goes when the Service does.
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Service")
                        .withName(service.getMetadata().getName())
                        .withUid(service.getMetadata().getUid())
                        .build())
                .build());
        boolean six = slice.addresses().stream().anyMatch(EndpointSlices::isIpv6);
        object.setAdditionalProperty("addressType", six ? "IPv6" : "IPv4");
        object.setAdditionalProperty(
                "endpoints",
                slice.addresses().stream()
                        .map(address -> new TreeMap<>(
                                Map.of("addresses", List.of(address), "conditions", Map.of("ready", true))))
                        .toList());
        object.setAdditionalProperty(
                "ports", List.of(new TreeMap<>(Map.of("name", portName, "protocol", "TCP", "port", slice.port()))));
        return object;
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /** The spark that it is about, if it is one of ours. */
    static Optional<SparkId> sparkOf(GenericKubernetesResource object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String id = labels == null ? null : labels.get(ID);
        return Optional.ofNullable(id)
                .filter(SparkId::isId)
                .map(SparkId::new)
                .filter(spark -> nameOf(spark).equals(object.getMetadata().getName()));
    }

    /** What it says; whatever somebody else has made of it is something else than what is wanted. */
    static Slice read(GenericKubernetesResource object) {
        var addresses = new ArrayList<String>();
        if (object.getAdditionalProperties().get("endpoints") instanceof List<?> endpoints) {
            for (Object endpoint : endpoints) {
                if (endpoint instanceof Map<?, ?> fields && fields.get("addresses") instanceof List<?> each) {
                    each.forEach(address -> addresses.add(String.valueOf(address)));
                }
            }
        }
        int port = 0;
        if (object.getAdditionalProperties().get("ports") instanceof List<?> ports
                && ports.size() == 1
                && ports.getFirst() instanceof Map<?, ?> fields
                && fields.get("port") instanceof Number number) {
            port = number.intValue();
        }
        return new Slice(addresses, port);
    }
}
