package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** A spark's address for SSH: in the cluster, or in a tailnet too. */
final class ServiceManifest {

    private ServiceManifest() {}

    static Service of(SparkId id, Order order, ProvisionerConfig config) {
        Service service = new ServiceBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(config.namespace())
                .withLabels(Labels.of(id, order))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selecting(id))
                .withPorts(new ServicePortBuilder()
                        .withName("ssh")
                        .withPort(22)
                        .withProtocol("TCP")
                        .withTargetPort(new IntOrString("ssh"))
                        .build())
                .endSpec()
                .build();
        return config.tailscale().enabled() ? inTailnet(service, order) : service;
    }

    private static Service inTailnet(Service service, Order order) {
        return service.toBuilder()
                .editMetadata()
                .addToAnnotations("tailscale.com/hostname", order.spec().name())
                .endMetadata()
                .editSpec()
                .withType("LoadBalancer")
                .withLoadBalancerClass("tailscale")
                .withAllocateLoadBalancerNodePorts(false)
                .endSpec()
                .build();
    }
}
