package dev.spark.local.stack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.local.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final String ELSEWHERE = "127.0.0.2";

    @Test
    void passesOnAsManyConnectionsAsItMay() throws IOException {
        var port = FreePort.find();
        try (var server = new ServerSocket();
                var relay = new Relay(port, 2)) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Thread.ofVirtual().start(() -> echo(server));
            relay.listenAt(ELSEWHERE);

            try (var first = new Socket(ELSEWHERE, port);
                    var second = new Socket(ELSEWHERE, port)) {
                assertThat(answers(first)).isTrue();
                assertThat(answers(second)).isTrue();
                try (var third = new Socket(ELSEWHERE, port)) {
                    assertThat(answers(third)).isFalse();
                }
                first.close();
                await("the place of the first").until(() -> {
                    try (var another = new Socket(ELSEWHERE, port)) {
                        return answers(another);
                    }
                });
            }
        }
    }

    private static void echo(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var connection = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        connection.getInputStream().transferTo(connection.getOutputStream());
                    } catch (IOException e) {
                        // the client has gone
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static boolean answers(Socket socket) {
        try {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() == 'x';
        } catch (IOException e) {
            return false;
        }
    }
}
