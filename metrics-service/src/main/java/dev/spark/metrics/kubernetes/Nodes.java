package dev.spark.metrics.kubernetes;

import dev.spark.metrics.MetricsConfig;
import io.fabric8.kubernetes.api.model.DaemonEndpoint;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeDaemonEndpoints;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the nodes' kubelets listen. Asked for each time and not watched: nodes report much, and often. */
@ApplicationScoped
class Nodes {

    private static final int USUAL_PORT = 10250;

    private final KubernetesClient client;
    private final Optional<String> at;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Nodes(KubernetesClient client, MetricsConfig config) {
        this.client = client;
        this.at = config.kubelet().at();
    }

    /**
     * {@code host:port}, as it was last known where the API server does not answer; empty where there is no such node, or it
     * has no address.
     */
    Optional<String> kubelet(String node) {
        if (at.isPresent()) {
            return at;
        }
        try {
            Optional<String> address =
                    Optional.ofNullable(client.nodes().withName(node).get()).flatMap(Nodes::address);
            address.ifPresentOrElse(found -> known.put(node, found), () -> known.remove(node));
            return address;
        } catch (KubernetesClientException e) {
            String last = known.get(node);
            if (last == null) {
                throw e;
            }
            return Optional.of(last);
        }
    }

    static Optional<String> address(Node node) {
        Optional<NodeStatus> status = Optional.ofNullable(node.getStatus());
        int port = status.map(NodeStatus::getDaemonEndpoints)
                .map(NodeDaemonEndpoints::getKubeletEndpoint)
                .map(DaemonEndpoint::getPort)
                .filter(told -> told > 0)
                .orElse(USUAL_PORT);
        return status.map(NodeStatus::getAddresses).stream()
                .flatMap(addresses -> addresses.stream())
                .filter(address -> "InternalIP".equals(address.getType()))
                .map(NodeAddress::getAddress)
                .findFirst()
                .map(host -> host.contains(":") ? "[" + host + "]" : host)
                .map(host -> host + ":" + port);
    }
}
