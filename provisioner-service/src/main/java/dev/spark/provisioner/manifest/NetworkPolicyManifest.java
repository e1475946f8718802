package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lets in the gateway only, which guards every port; lets out to names, to the internet and to the databases, not to the neighbours. */
final class NetworkPolicyManifest {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";
    private static final int SSH = 22;
    private static final int DNS = 53;

    private NetworkPolicyManifest() {}

    static NetworkPolicy of(SparkId id, Order order, ProvisionerConfig config, DatabasesConfig databases) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(config.namespace())
                .withLabels(Labels.of(id, order))
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Labels.selecting(id))
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .withIngress(ingress(config))
                .withEgress(egress(config, databases))
                .endSpec()
                .build();
    }

    /** The gateway tunnels to any port of a spark: which, it decides for each connection. */
    private static List<NetworkPolicyIngressRule> ingress(ProvisionerConfig config) {
        var rules = new ArrayList<NetworkPolicyIngressRule>();
        rules.add(new NetworkPolicyIngressRuleBuilder()
                .withFrom(new NetworkPolicyPeerBuilder()
                        .withNewNamespaceSelector()
                        .addToMatchLabels(NAMESPACE_NAME, config.network().gatewayNamespace())
                        .endNamespaceSelector()
                        .withNewPodSelector()
                        .addToMatchLabels(
                                "app.kubernetes.io/name", config.network().gatewayApp())
                        .endPodSelector()
                        .build())
                .build());
        if (config.tailscale().enabled()) {
            rules.add(new NetworkPolicyIngressRuleBuilder()
                    .withFrom(new NetworkPolicyPeerBuilder()
                            .withNewNamespaceSelector()
                            .addToMatchLabels(NAMESPACE_NAME, config.tailscale().namespace())
                            .endNamespaceSelector()
                            .build())
                    .withPorts(port("TCP", SSH))
                    .build());
        }
        return rules;
    }

    private static List<NetworkPolicyEgressRule> egress(ProvisionerConfig config, DatabasesConfig databases) {
        NetworkPolicyEgressRule names = new NetworkPolicyEgressRuleBuilder()
                .withPorts(port("UDP", DNS), port("TCP", DNS))
                .build();
        NetworkPolicyEgressRule internet = new NetworkPolicyEgressRuleBuilder()
                .withTo(everywhere("0.0.0.0/0", forbidden(config, false)), everywhere("::/0", forbidden(config, true)))
                .build();
        NetworkPolicyEgressRule database = new NetworkPolicyEgressRuleBuilder()
                .withTo(networks(config, databases).stream()
                        .map(network -> new NetworkPolicyPeerBuilder()
                                .withNewIpBlock()
                                .withCidr(network)
                                .endIpBlock()
                                .build())
                        .toList())
                .withPorts(port("TCP", databases.portForSparks()))
                .build();
        return List.of(names, internet, database);
    }

    private static List<String> forbidden(ProvisionerConfig config, boolean six) {
        return config.network().forbidden().stream()
                .filter(network -> network.contains(":") == six)
                .toList();
    }

    private static List<String> networks(ProvisionerConfig config, DatabasesConfig databases) {
        return config.network().databases().orElseGet(() -> {
            String host = databases.hostForSparks();
            if (IPV4.matcher(host).matches()) {
                return List.of(host + "/32");
            }
            return host.contains(":") ? List.of(host + "/128") : List.of();
        });
    }

    private static NetworkPolicyPeer everywhere(String all, List<String> except) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(all)
                .withExcept(except)
                .endIpBlock()
                .build();
    }

    private static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(port))
                .build();
    }
}
