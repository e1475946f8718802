package dev.spark.metrics.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

class NodesTest {

    @Test
    void findsTheKubeletAtTheInternalAddress() {
        assertThat(Nodes.address(node("192.168.1.7", 10_251))).contains("192.168.1.7:10251");
    }

    @Test
    void bracketsAnAddressOfTheNewerKind() {
        assertThat(Nodes.address(node("fd00::7", 10_250))).contains("[fd00::7]:10250");
    }

    @Test
    void takesTheUsualPortWhereNoneIsTold() {
        Node untold = new NodeBuilder(node("192.168.1.7", 1))
                .editStatus()
                .withDaemonEndpoints(null)
                .endStatus()
                .build();

        assertThat(Nodes.address(untold)).contains("192.168.1.7:10250");
        assertThat(Nodes.address(node("192.168.1.7", 0))).contains("192.168.1.7:10250");
    }

    @Test
    void knowsNoneOfANodeThatHasNotReported() {
        assertThat(Nodes.address(new NodeBuilder().build())).isEmpty();
        assertThat(Nodes.address(new NodeBuilder().withNewStatus().endStatus().build()))
                .isEmpty();
    }

    private static Node node(String address, int port) {
        return new NodeBuilder()
                .withNewStatus()
                .addNewAddress("node", "Hostname")
                .addNewAddress(address, "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .endStatus()
                .build();
    }
}
