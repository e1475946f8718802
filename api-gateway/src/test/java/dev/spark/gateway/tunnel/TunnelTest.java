package dev.spark.gateway.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.events.SparkId;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.ConnectionsMother;
import dev.spark.gateway.connections.Ending;
import dev.spark.gateway.dial.LocalDial;
import dev.spark.gateway.websocket.MessageSocket;
import dev.spark.gateway.websocket.TestClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between a WebSocket client and a TCP server, both real. */
@Timeout(120)
class TunnelTest {

    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final int MIB = 1024 * 1024;
    private static final byte[] CHUNK = new byte[64 * 1024];

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Connections connections = ConnectionsMother.countedBy(metrics);
    private final LocalDial dial = new LocalDial();
    private HttpServer gateway;
    private ServerSocket spark;

    /** What the spark does with a connection. */
    private interface Server {
        void serve(InputStream in, OutputStream out, Socket socket) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(CHUNK);
        spark = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        dial.put(22, spark.getLocalPort());
        gateway = vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(1024 * 1024))
                .requestHandler(this::accept)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        vertx.close();
    }

    private void accept(HttpServerRequest request) {
        request.toWebSocket()
                .map(socket -> new MessageSocket(socket, TunnelRoute.LONGEST_MESSAGE))
                .onSuccess(client -> Thread.ofVirtual().start(() -> {
                    try (Tunnel tunnel =
                            new Tunnel(ConnectionsMother.ada(SPARK), dial.connect(SPARK, 22), connections)) {
                        tunnel.serve(client);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
    }

    private void sparkDoes(Server server) {
        Thread.ofVirtual().start(() -> {
            while (!spark.isClosed()) {
                try {
                    Socket socket = spark.accept();
                    Thread.ofVirtual().start(() -> serve(server, socket));
                } catch (IOException e) {
                    // The test is over.
                }
            }
        });
    }

    private static void serve(Server server, Socket socket) {
        try (socket) {
            server.serve(socket.getInputStream(), socket.getOutputStream(), socket);
        } catch (Exception e) {
            // What matters is what the other side sees.
        }
    }

    private TestClient connect() throws Exception {
        return TestClient.connect(URI.create("ws://127.0.0.1:" + gateway.actualPort()), "a");
    }

    private static void echo(InputStream in, OutputStream out, Socket socket) throws IOException {
        in.transferTo(out);
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        sparkDoes(TunnelTest::echo);
        try (TestClient client = connect()) {
            client.send("SSH-2.0\r\n".getBytes(UTF_8)).join();

            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0\r\n");
        }
    }

    @Test
    void passesOnTheEndOfEitherSide() throws Exception {
        sparkDoes((in, out, socket) -> out.write(("all of " + in.readAllBytes().length).getBytes(UTF_8)));
        try (TestClient client = connect()) {
            client.send("four".getBytes(UTF_8)).join();
            client.send("EOF").join();

            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("all of 4");
            assertThat(client.next().text()).isEqualTo("EOF");
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void stillTakesWhatComesAfterTheSparksEnd() throws Exception {
        var heard = new CompletableFuture<String>();
        sparkDoes((in, out, socket) -> {
            socket.shutdownOutput();
            heard.complete(new String(in.readAllBytes(), UTF_8));
        });
        try (TestClient client = connect()) {
            assertThat(client.next().text()).isEqualTo("EOF");

            client.send("late".getBytes(UTF_8)).join();
            client.send("EOF").join();

            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("late");
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void carriesAHundredMegabytesEachWayUnchanged() throws Exception {
        sparkDoes(TunnelTest::echo);
        int chunks = 1600;
        try (TestClient client = connect()) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < chunks; i++) {
                    client.send(CHUNK).join();
                }
                client.send("EOF").join();
            });

            long total = 0;
            var start = new ByteArrayOutputStream();
            for (var next = client.next(); next.text() == null; next = client.next()) {
                assertThat(next.bytes().length).isLessThanOrEqualTo(CHUNK.length);
                for (int i = 0; i < next.bytes().length; i += 997) { // a sample of each message
                    assertThat(next.bytes()[i]).isEqualTo(CHUNK[(int) ((total + i) % CHUNK.length)]);
                }
                total += next.bytes().length;
            }
            assertThat(total).isEqualTo((long) chunks * CHUNK.length);
        }
        await().untilAsserted(
                        () -> assertThat(metrics.counter("spark.gateway.connection.bytes", "direction", "from_spark")
                                        .count())
                                .isEqualTo((double) chunks * CHUNK.length));
    }

    @Test
    void makesAFastSparkWaitForASlowClient() throws Exception {
        var sent = new AtomicLong();
        sparkDoes((in, out, socket) -> {
            for (int i = 0; i < 300 * 16; i++) {
                out.write(CHUNK);
                sent.addAndGet(CHUNK.length);
            }
        });
        try (TestClient client = connect()) {
            awaitStandstill(sent);

            assertThat(sent.get()).isBetween(1L, 40L * MIB);

            long received = 0; // and the positive control: all of it comes
            for (var next = client.next(); next.text() == null; next = client.next()) {
                received += next.bytes().length;
            }
            assertThat(received).isEqualTo(300L * MIB);
        }
    }

    @Test
    void makesAFastClientWaitForASlowSpark() throws Exception {
        var go = new CompletableFuture<Void>();
        var received = new CompletableFuture<Long>();
        sparkDoes((in, out, socket) -> {
            go.join();
            received.complete(in.transferTo(OutputStream.nullOutputStream()));
        });
        var sent = new AtomicLong();
        try (TestClient client = connect()) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 300 * 16; i++) {
                    client.send(CHUNK).join();
                    sent.addAndGet(CHUNK.length);
                }
                client.send("EOF").join();
            });
            awaitStandstill(sent);

            assertThat(sent.get()).isBetween(1L, 40L * MIB);

            go.complete(null);
            assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo(300L * MIB);
        }
    }

    private static void awaitStandstill(AtomicLong counter) {
        await().pollInterval(500, TimeUnit.MILLISECONDS)
                .atMost(30, TimeUnit.SECONDS)
                .until(new java.util.concurrent.Callable<>() {
                    private long before = -1;

                    @Override
                    public Boolean call() {
                        long now = counter.get();
                        boolean still = now > 0 && now == before;
                        before = now;
                        return still;
                    }
                });
    }

    @Test
    void servesFiftyAtOnce() throws Exception {
        sparkDoes(TunnelTest::echo);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 50; i++) {
            TestClient client = connect();
            clients.add(client);
            client.send(("I am " + i).getBytes(UTF_8)).join();
        }

        for (int i = 0; i < 50; i++) {
            assertThat(new String(clients.get(i).next().bytes(), UTF_8)).isEqualTo("I am " + i);
        }
        assertThat(connections.of(SPARK)).hasSize(50);
        assertThat(metrics.get("spark.gateway.connections")
                        .tag("kind", "tunnel")
                        .gauge()
                        .value())
                .isEqualTo(50);

        clients.forEach(TestClient::close);
        await().untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }

    @Test
    void endsTheSparksSideWhenTheClientIsGone() throws Exception {
        var ended = new CompletableFuture<Integer>();
        sparkDoes((in, out, socket) -> ended.complete(in.read()));
        connect().close();

        assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void saysThatTheConnectionToTheSparkBroke() throws Exception {
        sparkDoes((in, out, socket) -> {
            in.read();
            socket.setSoLinger(true, 0); // a reset
        });
        try (TestClient client = connect()) {
            client.send("x".getBytes(UTF_8)).join();

            TestClient.Arrived last = client.next();
            assertThat(last.closeCode()).isEqualTo(4103);
            assertThat(last.reason()).isEqualTo("unavailable: the connection to the spark broke");
        }
    }

    @Test
    void refusesWhatIsNotPartOfTheProtocol() throws Exception {
        sparkDoes(TunnelTest::echo);
        try (TestClient client = connect()) {
            client.send("hello").join();

            assertThat(client.next().closeCode()).isEqualTo(4000);
        }
        try (TestClient client = connect()) {
            client.send(new byte[64 * 1024 + 1]).join();

            assertThat(client.next().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void isCutFromOutside() throws Exception {
        sparkDoes(TunnelTest::echo);
        try (TestClient client = connect()) {
            await().until(() -> connections.of(SPARK).size() == 1);

            connections.cut(SPARK, Ending.NOT_FOUND, "the spark was deleted");

            TestClient.Arrived last = client.next();
            assertThat(last.closeCode()).isEqualTo(4004);
            assertThat(last.reason()).isEqualTo("not_found: the spark was deleted");
        }
        await().untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }
}
