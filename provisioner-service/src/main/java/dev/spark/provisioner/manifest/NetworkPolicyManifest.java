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
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets in the gateway only, which guards every port; lets out to the cluster's DNS, to the internet and to the databases, not to the neighbours. */
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
                .withTo(nameServers(config))
                .withPorts(port("UDP", DNS), port("TCP", DNS))
                .build();
        NetworkPolicyEgressRule internet = new NetworkPolicyEgressRuleBuilder()
                .withTo(everywhere("0.0.0.0/0", forbidden(config, false)), everywhere("::/0", forbidden(config, true)))
                .build();
        NetworkPolicyEgressRule database = new NetworkPolicyEgressRuleBuilder()
                .withTo(networks(config, databases).stream()
                        .map(NetworkPolicyManifest::network)
                        .toList())
                .withPorts(port("TCP", databases.portForSparks()))
                .build();
        return List.of(names, internet, database);
    }

    private static List<NetworkPolicyPeer> nameServers(ProvisionerConfig config) {
        var peers = new ArrayList<NetworkPolicyPeer>();
        peers.add(new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAMESPACE_NAME, config.network().dnsNamespace())
                .endNamespaceSelector()
                .withNewPodSelector()
                .addToMatchLabels("k8s-app", config.network().dnsApp())
                .endPodSelector()
                .build());
        config.network()
                .dns()
                .ifPresent(networks ->
                        networks.stream().map(NetworkPolicyManifest::network).forEach(peers::add));
        return peers;
    }

    private static List<String> forbidden(ProvisionerConfig config, boolean six) {
        Map<Boolean, List<String>> forbidden = config.network().forbidden().stream()
                .collect(Collectors.partitioningBy(network -> network.contains(":")));
        List<String> four = Objects.requireNonNull(forbidden.get(false));
        return six
                ? Stream.concat(
                                Objects.requireNonNull(forbidden.get(true)).stream(),
                                four.stream().map(NetworkPolicyManifest::nat64))
                        .toList()
                : four;
    }

    /** The same IPv4 network as seen through NAT64, by its well-known prefix (RFC 6052). */
    static String nat64(String four) {
        String[] parts = four.split("/", 2);
        String[] bytes = parts[0].split("\\.");
        if (bytes.length != 4) {
            throw new IllegalArgumentException("spark.provisioner.network.forbidden: no network: " + four);
        }
        int[] value = Stream.of(bytes).mapToInt(Integer::parseInt).toArray();
        int length = parts.length == 2 ? Integer.parseInt(parts[1]) : 32;
        return "64:ff9b::%x:%x/%d".formatted(value[0] << 8 | value[1], value[2] << 8 | value[3], 96 + length);
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

    private static NetworkPolicyPeer network(String network) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(network)
                .endIpBlock()
                .build();
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
