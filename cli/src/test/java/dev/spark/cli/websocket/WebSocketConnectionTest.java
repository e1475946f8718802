package dev.spark.cli.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.ServerSide;
import dev.spark.cli.network.Network;
import dev.spark.cli.websocket.Message.Binary;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.Message.Text;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class WebSocketConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    @FunctionalInterface
    private interface Script {
        void run(ServerSide socket) throws Exception;
    }

    private WebSocketConnection connected(Script script) throws IOException, HandshakeRefused {
        gateway.on("GET", "/ws", exchange -> script.run(exchange.webSocket(Map.of())));
        return open();
    }

    private WebSocketConnection open() throws IOException, HandshakeRefused {
        return open(LIMIT);
    }

    private WebSocketConnection open(Duration silenceLimit) throws IOException, HandshakeRefused {
        return WebSocketConnection.open(
                new Network(Map.of(), () -> null),
                URI.create(gateway.url() + "/ws"),
                Map.of("X", "y"),
                LIMIT,
                LIMIT,
                silenceLimit);
    }

    @Test
    void knowsTheAnswerOfTheRfcsOwnExample() {
        assertThat(Handshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void sendsMessagesOfEverySizeUnharmed() throws Exception {
        int[] sizes = {0, 1, 125, 126, 65_535, 65_536, 200_000};
        try (var connection = connected(socket -> {
            for (var frame = socket.read(); frame.opcode() != 8; frame = socket.read()) {
                socket.binary(frame.payload());
            }
        })) {
            for (var size : sizes) {
                var bytes = new byte[size];
                Arrays.fill(bytes, (byte) size);
                connection.sendBinary(bytes, 0, size);
                var came = 0;
                while (came < size) {
                    assertThat(connection.read())
                            .isInstanceOfSatisfying(
                                    Binary.class,
                                    message -> assertThat(Arrays.copyOf(message.bytes(), message.length()))
                                            .containsOnly((byte) size));
                    came += Math.min(size - came, WebSocketConnection.LARGEST_MESSAGE);
                }
            }
        }
    }

    @Test
    void putsFragmentsTogetherAndAnswersPingsBetweenThem() throws Exception {
        try (var connection = connected(socket -> {
            socket.frame(0x01, "one ".getBytes());
            socket.frame(0x89, "p".getBytes());
            socket.frame(0x80, "message".getBytes());
            assertThat(socket.read().opcode()).isEqualTo(10);
            socket.close(4001, "enough");
        })) {
            assertThat(connection.read()).isEqualTo(new Text("one message"));
            assertThat(connection.read()).isEqualTo(new Closed(4001, "enough"));
        }
    }

    @Test
    void isBrokenWhenTheServerFallsSilent() throws Exception {
        gateway.on("GET", "/ws", exchange -> exchange.webSocket(Map.of()).read());

        try (var connection = open(Duration.ofMillis(200))) {
            assertThat(connection.read()).isEqualTo(new Closed(Closed.BROKEN, "the connection was lost"));
        }
    }

    @Test
    void isBrokenWhenTheServerFallsSilentWithinAMessage() throws Exception {
        gateway.on("GET", "/ws", exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.raw(new byte[] {(byte) 0x82, 5, 'h', 'a'});
            socket.readToTheEnd();
        });

        try (var connection = open(Duration.ofMillis(200))) {
            assertThat(connection.read()).isEqualTo(new Closed(Closed.BROKEN, "the connection was lost"));
        }
    }

    @Test
    void waitsLongerForAServerThatPings() throws Exception {
        gateway.on("GET", "/ws", exchange -> {
            var socket = exchange.webSocket(Map.of());
            for (int i = 0; i < 4; i++) {
                Thread.sleep(300);
                socket.frame(0x89, "p".getBytes());
            }
            Thread.sleep(300);
            socket.text("at last");
            socket.readToTheEnd();
        });

        try (var connection = open(Duration.ofMillis(1200))) {
            assertThat(connection.read()).isEqualTo(new Text("at last"));
        }
    }

    @Test
    void waitsLongerForAMessageThatComesSlowly() throws Exception {
        gateway.on("GET", "/ws", exchange -> {
            var socket = exchange.webSocket(Map.of());
            for (var part : new byte[][] {{(byte) 0x81}, {4}, {'s', 'l'}, {'o'}, {'w'}}) {
                Thread.sleep(300);
                socket.raw(part);
            }
            socket.readToTheEnd();
        });

        try (var connection = open(Duration.ofMillis(1200))) {
            assertThat(connection.read()).isEqualTo(new Text("slow"));
        }
    }

    @Test
    void readsOnWhileAServerThatPingsDoesNotRead() throws Exception {
        var read = new CountDownLatch(1);
        gateway.on("GET", "/ws", exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.read();
            for (int i = 0; i < 3; i++) {
                socket.frame(0x89, "p".getBytes());
                socket.text("news");
            }
            read.await();
            while (socket.read().opcode() != 10) {
                // What was sent meanwhile.
            }
            socket.text("answered");
            socket.readToTheEnd();
        });

        try (var connection = open()) {
            var sender = Thread.ofVirtual().start(() -> sendWithoutEnd(connection));
            assertThat(connection.read()).isEqualTo(new Text("news"));
            assertThat(connection.read()).isEqualTo(new Text("news"));
            assertThat(connection.read()).isEqualTo(new Text("news"));
            read.countDown();
            assertThat(connection.read()).isEqualTo(new Text("answered"));
            connection.close();
            sender.join();
        }
    }

    private static void sendWithoutEnd(WebSocketConnection connection) {
        try {
            var bytes = new byte[WebSocketConnection.LARGEST_MESSAGE];
            while (true) {
                connection.sendBinary(bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            // The connection is closed.
        }
    }

    @Test
    void releasesASenderThatIsStuckWhenTheServerFallsSilent() throws Exception {
        var released = new CountDownLatch(1);
        gateway.on("GET", "/ws", exchange -> {
            exchange.webSocket(Map.of()).read();
            released.await();
        });

        try (var connection = open(Duration.ofMillis(300))) {
            var sender = Thread.ofVirtual().start(() -> sendWithoutEnd(connection));
            assertThat(connection.read()).isEqualTo(new Closed(Closed.BROKEN, "the connection was lost"));
            assertThat(sender.join(LIMIT)).isTrue();
        } finally {
            released.countDown();
        }
    }

    @Test
    void tellsARefusalWithItsBody() {
        gateway.on("GET", "/ws", FakeGateway.problem(403, "forbidden", "No", "Ask"));

        assertThatThrownBy(this::open).isInstanceOfSatisfying(HandshakeRefused.class, refused -> {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(new String(refused.body())).contains("\"code\":\"forbidden\"");
        });
    }

    @Test
    void readsARefusalInChunks() {
        gateway.on("GET", "/ws", exchange -> exchange.events().event(1, "a", "b"));

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        HandshakeRefused.class,
                        refused -> assertThat(new String(refused.body())).startsWith("id: 1\n"));
    }

    @Test
    void refusesAServerThatDoesNotAnswerItsKey() {
        gateway.on(
                "GET",
                "/ws",
                exchange -> exchange.answer(
                        101, "x", new byte[0], Map.of("Upgrade", "websocket", "Sec-WebSocket-Accept", "nonsense")));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
    }

    @Test
    void endsOnFramesThatMustNotBe() throws Exception {
        for (var frame : new byte[][] {
            {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 0}, {(byte) 0x8b, 0}, {(byte) 0x82, 127, 127, 0, 0, 0, 0, 0, 0, 0}
        }) {
            gateway.on("GET", "/ws", exchange -> {
                var socket = exchange.webSocket(Map.of());
                socket.raw(frame);
                socket.read();
            });
            try (var connection = open()) {
                assertThat(connection.read())
                        .isInstanceOfSatisfying(
                                Closed.class,
                                closed -> assertThat(closed.code()).isEqualTo(Closed.BROKEN));
            }
        }
    }

    @Test
    void refusesHeadersThatWouldBecomeTwo() {
        gateway.on("GET", "/ws", exchange -> exchange.webSocket(Map.of()));

        assertThatThrownBy(() -> WebSocketConnection.open(
                        new Network(Map.of(), () -> null),
                        URI.create(gateway.url() + "/ws"),
                        Map.of("Authorization", "Bearer x\r\nEvil: 1"),
                        LIMIT,
                        LIMIT,
                        LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
