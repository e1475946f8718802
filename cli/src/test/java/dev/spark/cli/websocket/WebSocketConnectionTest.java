package dev.spark.cli.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.ServerSide;
import dev.spark.cli.websocket.Message.Binary;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.Message.Text;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        return WebSocketConnection.open(URI.create(gateway.url() + "/ws"), Map.of("X", "y"), LIMIT, LIMIT);
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
                        URI.create(gateway.url() + "/ws"),
                        Map.of("Authorization", "Bearer x\r\nEvil: 1"),
                        LIMIT,
                        LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
