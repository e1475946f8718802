package dev.spark.gateway.exec;

import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.running;
import static dev.spark.gateway.Gateway.tokenOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.gateway.Gateway;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.websocket.TestClient;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "gateway"))
class ExecIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Connections connections;

    @TestHTTPResource
    URI gateway;

    @BeforeEach
    void start() {
        Gateway.empty(10, 50);
        running("ada", "swift-heron");
    }

    private static ValidatableResponse exec(Map<String, ?> call) {
        return as("ada").body(call).post("/v1/sparks/swift-heron/exec").then();
    }

    private TestClient live(Map<String, ?> start) throws Exception {
        TestClient client = TestClient.connect(
                URI.create("ws://%s:%d/v1/sparks/swift-heron/exec".formatted(gateway.getHost(), gateway.getPort())),
                tokenOf("ada"));
        client.send(JSON.writeValueAsString(start)).join();
        return client;
    }

    private static byte[] onChannel(int channel, String text) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(channel);
        bytes.writeBytes(text.getBytes(UTF_8));
        return bytes.toByteArray();
    }

    /** What came until a text message, by channel; the text message. */
    private record Heard(String stdout, String stderr, String text) {}

    private static Heard untilText(TestClient client) throws InterruptedException {
        var stdout = new ByteArrayOutputStream();
        var stderr = new ByteArrayOutputStream();
        TestClient.Arrived next = client.next();
        for (; next.bytes() != null; next = client.next()) {
            (next.bytes()[0] == 1 ? stdout : stderr).write(next.bytes(), 1, next.bytes().length - 1);
        }
        return new Heard(stdout.toString(UTF_8), stderr.toString(UTF_8), next.text());
    }

    @Test
    void answersWithWhatTheCommandSaid() {
        exec(Map.of(
                        "command", List.of("sh", "-c", "pwd; echo \"$A\"; echo oops >&2; cat; exit 7"),
                        "env", Map.of("A", "x y"),
                        "dir", "/usr"))
                .statusCode(200)
                .body("exit_code", equalTo(7))
                .body("stdout", equalTo("/usr\nx y\n"))
                .body("stderr", equalTo("oops\n"))
                .body("truncated", equalTo(false))
                .body("timed_out", equalTo(false));
    }

    @Test
    void wakesASparkThatSleepsForACommandThatMayBeRun() {
        String id =
                Gateway.json(as("ada").get("/v1/sparks/swift-heron")).get("id").asText();
        as("ada").post("/v1/sparks/swift-heron/sleep").then().statusCode(202);
        Gateway.tell(new SparkEvent.SparkAsleep(new SparkId(id), "its owner asked for it"));
        Gateway.awaitState(id, "asleep");
        exec(Map.of("command", List.of())).statusCode(400);
        Gateway.awaitState(id, "asleep");

        Thread.ofVirtual().start(() -> {
            Gateway.awaitState(id, "waking");
            Gateway.tell(new SparkEvent.SparkStarted(new SparkId(id)));
        });
        exec(Map.of("command", List.of("echo", "good morning")))
                .statusCode(200)
                .body("stdout", equalTo("good morning\n"));
    }

    @Test
    void givesTheCommandToNoShell() {
        exec(Map.of("command", List.of("echo", "$HOME", "`id`", "; ls", "")))
                .statusCode(200)
                .body("stdout", equalTo("$HOME `id` ; ls \n"));
    }

    @Test
    void keepsTheFirstMebibyteOfALongOutput() {
        exec(Map.of("command", List.of("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo end >&2")))
                .statusCode(200)
                .body("exit_code", equalTo(0))
                .body("stdout.length()", equalTo(1024 * 1024))
                .body("stderr", equalTo("end\n"))
                .body("truncated", equalTo(true));
    }

    @Test
    void killsWhatTakesTooLong() {
        exec(Map.of("command", List.of("sh", "-c", "echo begun; exec sleep 60"), "timeout", "1s"))
                .statusCode(200)
                .body("exit_code", equalTo(124))
                .body("stdout", equalTo("begun\n"))
                .body("timed_out", equalTo(true));
    }

    @Test
    void runsACommandOnceForAnIdempotencyKey() throws Exception {
        Path runs = Files.createTempFile("runs", ".txt");
        var call = Map.of("command", List.of("sh", "-c", "echo run >> " + runs + "; echo done; exit 3"));

        for (int i = 0; i < 2; i++) {
            once("a-key", call).statusCode(200).body("exit_code", equalTo(3)).body("stdout", equalTo("done\n"));
        }
        once("a-key", Map.of("command", List.of("true"))).statusCode(422);
        once("another", call).statusCode(200);

        assertThat(runs).hasContent("run\nrun\n");
    }

    @Test
    void doesNotRepeatACommandThatIsStillRunning() {
        var call = Map.of("command", List.of("sleep", "2"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var codes =
                    threads
                            .invokeAll(Collections.nCopies(
                                    2, () -> once("slow", call).extract().statusCode()))
                            .stream()
                            .map(Future::resultNow)
                            .toList();
            assertThat(codes).containsExactlyInAnyOrder(200, 409);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ValidatableResponse once(String key, Map<String, ?> call) {
        return as("ada")
                .header("Idempotency-Key", key)
                .body(call)
                .post("/v1/sparks/swift-heron/exec")
                .then();
    }

    @Test
    void refusesWhatIsNotValid() {
        for (Map<String, ?> call : List.<Map<String, ?>>of(
                Map.of(),
                Map.of("command", List.of()),
                Map.of("command", "ls"),
                Map.of("command", List.of("ls"), "cwd", "/"),
                Map.of("command", List.of("ls"), "dir", "tmp"),
                Map.of("command", List.of("ls"), "env", Map.of("A-B", "c")),
                Map.of("command", List.of("ls"), "timeout", "11m"))) {
            exec(call).statusCode(400).contentType("application/problem+json").body("code", equalTo("invalid_request"));
        }
        Gateway.with("nobody")
                .body(Map.of("command", List.of("ls")))
                .post("/v1/sparks/swift-heron/exec")
                .then()
                .statusCode(401);
        as("eve")
                .body(Map.of("command", List.of("ls")))
                .post("/v1/sparks/swift-heron/exec")
                .then()
                .statusCode(404);
        String failed = create("ada", Map.of("name", "early-lark")).get("id").asText();
        Gateway.tell(new SparkEvent.SparkFailed(new SparkId(failed), "database", "no space"));
        Gateway.awaitState(failed, "failed");
        as("ada")
                .body(Map.of("command", List.of("ls")))
                .post("/v1/sparks/early-lark/exec")
                .then()
                .statusCode(409)
                .body("code", equalTo("conflict"));
    }

    @Test
    void runsACommandLive() throws Exception {
        try (TestClient client = live(Map.of("command", List.of("sh", "-c", "cat; echo oops >&2; exit 3")))) {
            client.send(onChannel(0, "data\n")).join();
            client.send("{\"eof\":true}").join();

            assertThat(untilText(client)).isEqualTo(new Heard("data\n", "oops\n", "{\"exit_code\":3}"));
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void tellsTheTerminalItsSize() throws Exception {
        try (TestClient client =
                live(Map.of("command", List.of("sh", "-c", "echo $SIZE; cat"), "tty", true, "cols", 101, "rows", 33))) {
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("\u0001101x33\n");
            client.send("{\"resize\":{\"cols\":120,\"rows\":40}}").join();
            assertThat(new String(client.next().bytes(), UTF_8)).isEqualTo("\u0001resized to 120x40\n");
            client.send("{\"eof\":true}").join();
            assertThat(untilText(client).text()).isEqualTo("{\"exit_code\":0}");
        }
    }

    @Test
    void saysWhatIsWrongWithALiveCommand() throws Exception {
        try (TestClient client = live(Map.of("command", List.of("ls"), "cwd", "/"))) {
            assertThat(client.next().text()).startsWith("{\"error\":{\"code\":\"invalid_request\",\"detail\":\"cwd: ");
            assertThat(client.next().closeCode()).isEqualTo(4000);
        }
    }

    @Test
    void killsTheCommandOfAClientThatIsGone() throws Exception {
        TestClient client = live(Map.of("command", List.of("sh", "-c", "echo $$; exec sleep 60")));
        long pid = Long.parseLong(new String(client.next().bytes(), UTF_8).trim());
        assertThat(ProcessHandle.of(pid)).isPresent();

        client.close();

        await().untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
        await().untilAsserted(() -> assertThat(connections.all()).isEmpty());
    }

    @Test
    void takesTheLargestCommand() throws Exception {
        String escaped = "\u0001".repeat(120 * 1024); // six times as long in JSON
        try (TestClient client =
                live(Map.of("command", List.of("sh", "-c", "printf %s \"$1\" | wc -c", "sh", escaped)))) {
            assertThat(untilText(client).stdout().strip()).isEqualTo(String.valueOf(120 * 1024));
        }
        var many = new ArrayList<>(List.of("sh", "-c", "echo $#", "sh"));
        many.addAll(Collections.nCopies(14, "x".repeat(128 * 1024 - 1)));
        try (TestClient client = live(Map.of("command", many))) {
            assertThat(untilText(client).stdout()).isEqualTo("14\n");
        }
        many.addAll(Collections.nCopies(2, "x".repeat(128 * 1024 - 1)));
        try (TestClient client = live(Map.of("command", many))) {
            assertThat(client.next().text())
                    .startsWith(
                            "{\"error\":{\"code\":\"invalid_request\",\"detail\":\"command: must, with env, be at most");
        }
    }

    @Test
    void takesManyWords() {
        var words = new ArrayList<>(List.of("echo"));
        words.addAll(Collections.nCopies(5000, "a"));
        exec(Map.of("command", words)).statusCode(200).body("stdout", equalTo("a ".repeat(4999) + "a\n"));
    }

    @Test
    void takesWordsInBase64() {
        exec(Map.of(
                        "command", List.of("c2g=", "LWM=", "ZWNobyAiJDEkQSI=", "c2g=", "Z3LDvMOf"),
                        "env", Map.of("A", "4pyT"),
                        "encoding", "base64"))
                .statusCode(200)
                .body("stdout", equalTo("grüß✓\n"));
    }
}
