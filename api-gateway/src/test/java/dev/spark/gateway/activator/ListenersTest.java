package dev.spark.gateway.activator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.spark.events.SparkId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final SparkId OTHER = new SparkId("s-bbbbbbbbbb");

    private final BlockingQueue<SparkId> welcomed = new LinkedBlockingQueue<>();
    private Listeners listeners;

    @BeforeEach
    void start() throws IOException {
        listeners = new Listeners("127.0.0.1", (spark, client) -> welcomed.add(spark));
    }

    @AfterEach
    void stop() {
        listeners.close();
    }

    @Test
    void knowsForWhomSomebodyCame() throws Exception {
        int[] ports = free(2);
        listeners.open(SPARK, ports[0]);
        listeners.open(OTHER, ports[1]);

        try (var one = connect(ports[1])) {
            assertThat(one.isConnected()).isTrue();
            assertThat(next()).isEqualTo(OTHER);
        }
        try (var one = connect(ports[0])) {
            assertThat(one.isConnected()).isTrue();
            assertThat(next()).isEqualTo(SPARK);
        }
        assertThat(listeners.staying()).containsExactlyInAnyOrder(SPARK, OTHER);
    }

    @Test
    void closesInAMomentUnlessItIsOpenedAgain() throws Exception {
        int[] ports = free(2);
        listeners.open(SPARK, ports[0]);
        listeners.open(OTHER, ports[1]);

        listeners.closeAfter(SPARK, Duration.ofMillis(200));
        listeners.closeAfter(OTHER, Duration.ofMillis(200));
        listeners.open(OTHER, ports[1]);

        assertThat(listeners.staying()).containsExactly(OTHER);
        await().untilAsserted(() -> refuses(ports[0]));
        try (var one = connect(ports[1])) {
            assertThat(one.isConnected()).isTrue();
        }
    }

    @Test
    void givesAPortToWhomItBelongsNow() throws Exception {
        int[] ports = free(1);
        listeners.open(SPARK, ports[0]);

        listeners.open(OTHER, ports[0]);

        assertThat(listeners.staying()).containsExactly(OTHER);
        try (var one = connect(ports[0])) {
            assertThat(one.isConnected()).isTrue();
            assertThat(next()).isEqualTo(OTHER);
        }
    }

    @Test
    void movesToAnotherPort() throws Exception {
        int[] ports = free(2);
        listeners.open(SPARK, ports[0]);

        listeners.open(SPARK, ports[1]);

        await().untilAsserted(() -> refuses(ports[0]));
        try (var one = connect(ports[1])) {
            assertThat(one.isConnected()).isTrue();
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> listeners.open(SPARK, taken.getLocalPort()))
                    .isInstanceOf(IOException.class);
            assertThat(listeners.staying()).isEmpty();
        }
    }

    @Test
    void listensOnAThousand() throws Exception {
        int[] ports = free(1000);
        for (int i = 0; i < ports.length; i++) {
            listeners.open(numbered(i), ports[i]);
        }
        try (var one = connect(ports[987])) {
            assertThat(one.isConnected()).isTrue();
            assertThat(next()).isEqualTo(numbered(987));
        }
    }

    private SparkId next() throws InterruptedException {
        return welcomed.poll(5, TimeUnit.SECONDS);
    }

    private static SparkId numbered(int number) {
        return new SparkId("s-"
                + "%010d"
                        .formatted(number)
                        .chars()
                        .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
                        .reduce("", String::concat));
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void refuses(int port) {
        assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class);
    }

    private static int[] free(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
