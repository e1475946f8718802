package dev.spark.gateway.tunnel;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.running;
import static dev.spark.gateway.Gateway.tokenOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.gateway.Gateway;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.dial.LocalDial;
import dev.spark.gateway.websocket.TestClient;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a tunnel, who does not, and who loses it. */
@QuarkusTest
@WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "gateway"))
class TunnelIT {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    LocalDial dial;

    @Inject
    Connections connections;

    @TestHTTPResource
    URI gateway;

    private ServerSocket sshd;

    @BeforeEach
    void start() throws IOException {
        Gateway.empty(10, 50);
        sshd = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        dial.put(22, sshd.getLocalPort());
        Thread.ofVirtual().start(() -> {
            while (!sshd.isClosed()) {
                try {
                    Socket socket = sshd.accept();
                    Thread.ofVirtual().start(() -> greetAndEcho(socket));
                } catch (IOException e) {
                    // The test is over.
                }
            }
        });
    }

    private static void greetAndEcho(Socket socket) {
        try (socket) {
            socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(UTF_8));
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }

    @AfterEach
    void stop() throws IOException {
        sshd.close();
    }

    private TestClient tunnel(String spark, String token) throws Exception {
        return TestClient.connect(
                URI.create("ws://%s:%d/v1/sparks/%s/tunnel".formatted(gateway.getHost(), gateway.getPort(), spark)),
                token);
    }

    private static RequestSpecification upgrading(RequestSpecification request) {
        return request.header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void leadsToTheSpark() throws Exception {
        running("ada", "swift-heron");

        try (TestClient client = tunnel("swift-heron", tokenOf("ada"))) {
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0-test\r\n");
            client.send("hello".getBytes(UTF_8)).join();
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("hello");
            client.send("EOF").join();
            assertThat(client.next().text()).isEqualTo("EOF");
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
        assertThat(admin().get("/q/metrics").asString())
                .contains("spark_gateway_connections{kind=\"tunnel\"}")
                .contains("spark_gateway_connection_bytes_total{direction=\"from_spark\"}");
    }

    @Test
    void refusesOnTheResponseWhoeverMayNot() {
        running("ada", "swift-heron");

        upgrading(Gateway.with("nobody"))
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", containsString("Bearer"))
                .body("code", equalTo("unauthenticated"));
        upgrading(as("eve"))
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("code", equalTo("not_found"));
        upgrading(as("ada"))
                .get("/v1/sparks/no-such-spark/tunnel")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        for (String port : new String[] {"0", "65536", "ssh", "-1", ""}) {
            upgrading(as("ada"))
                    .queryParam("port", port)
                    .get("/v1/sparks/swift-heron/tunnel")
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("code", equalTo("invalid_request"));
        }
        as("ada").get("/v1/sparks/swift-heron/tunnel").then().statusCode(400).body("code", equalTo("invalid_request"));
        upgrading(as("ada"))
                .queryParam("port", "3000")
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("code", equalTo("conflict"))
                .body("detail", containsString("port 3000"));
    }

    @Test
    void refusesWhereTheSparkDoesNotRun() {
        String id = create("ada", Map.of("name", "early-lark")).get("id").asText();
        Gateway.tell(new SparkEvent.SparkFailed(new SparkId(id), "database", "no space"));
        Gateway.awaitState(id, "failed");

        upgrading(as("ada"))
                .get("/v1/sparks/early-lark/tunnel")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("code", equalTo("conflict"))
                .body("detail", containsString("spark status early-lark"));
    }

    @Test
    void waitsForASparkThatIsBeingMade() throws Exception {
        var id = new SparkId(
                create("ada", Map.of("name", "early-lark")).get("id").asText());
        connectsAsSoonAsItHasStarted("early-lark", id);
    }

    @Test
    void waitsForASparkThatIsBeingBroughtBack() throws Exception {
        var id = new SparkId(running("ada", "swift-heron").get("id").asText());
        Gateway.tell(new SparkEvent.SparkInterrupted(id, "the node is gone"));
        Gateway.awaitState(id.value(), "interrupted");
        connectsAsSoonAsItHasStarted("swift-heron", id);
    }

    private void connectsAsSoonAsItHasStarted(String name, SparkId id) throws Exception {
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TestClient> connecting = people.submit(() -> tunnel(name, tokenOf("ada")));
            await().during(Duration.ofMillis(500)).until(() -> !connecting.isDone());

            Gateway.tell(new SparkEvent.SparkStarted(id));

            try (TestClient client = connecting.get()) {
                assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0-test\r\n");
            }
        }
    }

    @Test
    void wakesASparkOnceHoweverManyConnect() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TestClient>> connecting = IntStream.range(0, 50)
                    .mapToObj(i -> people.submit(() -> tunnel("swift-heron", tokenOf("ada"))))
                    .toList();
            Gateway.awaitState(id.value(), "waking");
            assertThat(connecting).noneMatch(Future::isDone);

            Gateway.tell(new SparkEvent.SparkStarted(id));

            for (Future<TestClient> one : connecting) {
                try (TestClient client = one.get()) {
                    assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0-test\r\n");
                }
            }
        }
        JsonNode events = Gateway.json(admin().get("/v1/sparks/{s}/events?limit=500", id.value()));
        assertThat(events.findValuesAsText("type")).containsOnlyOnce("spark.wake-requested.v1");
        assertThat(events.toString()).contains("connection");
    }

    /** Before the cluster has found the pod ready, and before anybody has heard of that. */
    @Test
    void isConnectedAsSoonAsTheSshdOfASparkThatWakesAnswers() throws Exception {
        SparkId id = asleep("swift-heron", "any");
        dial.answersEarly(true);
        try (TestClient client = tunnel("swift-heron", tokenOf("ada"))) {
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0-test\r\n");
            as("ada").get("/v1/sparks/swift-heron").then().body("state", equalTo("waking"));
            Gateway.tell(new SparkEvent.SparkStarted(id));
            Gateway.awaitState(id.value(), "running");
            client.send("hello".getBytes(UTF_8)).join();
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("hello");
        } finally {
            dial.answersEarly(false);
        }
    }

    @Test
    void wakesNoneThatIsStopped() {
        SparkId id = asleep("swift-heron", "any");
        as("ada").post("/v1/sparks/swift-heron/stop").then().statusCode(202);
        refusesToWake("swift-heron", 22);
        Gateway.tell(new SparkEvent.SparkStopped(id));
        Gateway.awaitState(id.value(), "stopped");
        refusesToWake("swift-heron", 22);
    }

    @Test
    void wakesAsThePolicySays() throws Exception {
        asleep("swift-heron", "manual");
        refusesToWake("swift-heron", 22);
        SparkId id = asleep("calm-otter", "ssh");
        refusesToWake("calm-otter", 3000);
        Thread.ofVirtual().start(() -> {
            Gateway.awaitState(id.value(), "waking");
            Gateway.tell(new SparkEvent.SparkStarted(id));
        });
        try (TestClient client = tunnel("calm-otter", tokenOf("ada"))) {
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("SSH-2.0-test\r\n");
        }
    }

    @Test
    void wakesForNobodyWhoMayNotOrAsksForNonsense() {
        SparkId id = asleep("swift-heron", "any");

        upgrading(Gateway.with("nobody"))
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(401);
        upgrading(as("eve")).get("/v1/sparks/swift-heron/tunnel").then().statusCode(404);
        upgrading(as("ada"))
                .queryParam("port", "70000")
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(400);
        as("ada").get("/v1/sparks/swift-heron/tunnel").then().statusCode(400);

        assertThat(Gateway.json(admin().get("/v1/sparks/{s}", id.value()))
                        .get("state")
                        .asText())
                .isEqualTo("asleep");
    }

    @Test
    void saysThatThereIsNoRunningSlotToWakeIn() {
        Gateway.empty(1, 50);
        asleep("swift-heron", "any");
        create("bob", Map.of("name", "calm-otter"));

        upgrading(as("ada"))
                .get("/v1/sparks/swift-heron/tunnel")
                .then()
                .statusCode(409)
                .body("code", equalTo("conflict"))
                .body("detail", containsString("running slot"));
        as("ada")
                .get("/v1/sparks/swift-heron")
                .then()
                .body("state", equalTo("queued"))
                .body("queue_position", equalTo(1));
    }

    private static SparkId asleep(String name, String wakePolicy) {
        var id = new SparkId(create("ada", Map.of("name", name, "wake_policy", wakePolicy))
                .get("id")
                .asText());
        Gateway.tell(new SparkEvent.SparkStarted(id));
        Gateway.awaitState(id.value(), "running");
        as("ada").post("/v1/sparks/{s}/sleep", id.value()).then().statusCode(202);
        Gateway.tell(new SparkEvent.SparkAsleep(id, "its owner asked for it"));
        Gateway.awaitState(id.value(), "asleep");
        return id;
    }

    private static void refusesToWake(String name, int port) {
        upgrading(as("ada"))
                .queryParam("port", port)
                .get("/v1/sparks/{s}/tunnel", name)
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("code", equalTo("stopped"))
                .body("detail", containsString("`spark wake " + name + "`"));
    }

    @Test
    void isCutWhenTheTokenIsRevoked() throws Exception {
        running("ada", "swift-heron");
        JsonNode token =
                Gateway.json(admin().body(Map.of("name", "lent", "user", "ada")).post("/v1/tokens"));
        try (TestClient lent = tunnel("swift-heron", token.get("token").asText());
                TestClient own = tunnel("swift-heron", tokenOf("ada"))) {
            lent.next();
            own.next();

            as("ada").delete("/v1/tokens/{id}", token.get("id").asText()).then().statusCode(204);

            assertThat(lent.next().closeCode()).isEqualTo(4001);
            own.send("still there".getBytes(UTF_8)).join();
            assertThat(new String(own.next().bytes(), UTF_8)).isEqualTo("still there");
        }
    }

    @Test
    void isCutWhenTheSparkIsDeleted() throws Exception {
        running("ada", "swift-heron");
        running("ada", "calm-otter");
        try (TestClient deleted = tunnel("swift-heron", tokenOf("ada"));
                TestClient other = tunnel("calm-otter", tokenOf("ada"))) {
            deleted.next();
            other.next();

            as("ada").delete("/v1/sparks/swift-heron").then().statusCode(202);

            assertThat(deleted.next().closeCode()).isEqualTo(4004);
            other.send("still there".getBytes(UTF_8)).join();
            assertThat(new String(other.next().bytes(), UTF_8)).isEqualTo("still there");
        }
        await().untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }
}
