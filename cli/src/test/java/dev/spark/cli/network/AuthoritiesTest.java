package dev.spark.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.gateway.FakeGateway;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class AuthoritiesTest {
    private static void shakeHands(Path own, List<Path> system) throws Exception {
        try (var gateway = FakeGateway.secure();
                var socket = (SSLSocket) Authorities.factory(own, system).createSocket("127.0.0.1", gateway.port())) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getSession().getPeerPrincipal().getName()).contains("gateway.test");
        }
    }

    @Test
    @DisabledOnOs({OS.WINDOWS, OS.MAC})
    void areTheSystemsTooWhereJavaDoesNotKnowThem() throws Exception {
        var ca = Path.of(AuthoritiesTest.class.getResource("/tls/ca.pem").toURI());

        shakeHands(null, List.of(Path.of("/nowhere/ca.pem"), ca));
        shakeHands(ca, List.of());
        assertThatThrownBy(() -> shakeHands(null, List.of())).isInstanceOf(SSLException.class);
    }
}
