package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A spark that sleeps costs nothing, keeps everything, and is there again when somebody connects. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(90)
class SleepST {

    /** Beyond the container's own time to end. */
    private static final Duration POD_IS_GONE_WITHIN = Duration.ofSeconds(5 + 5);

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAME = "sleeper";

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    @Order(1)
    void freesThePodAndKeepsFileAndRow() {
        stack.spark("create", NAME).succeeded();
        shell(
                        "echo kept > ~/file && psql \"$DATABASE_URL\" -qc 'create table mine (n int); insert into mine values (42)'")
                .succeeded();
        String id = id();

        stack.spark("sleep", NAME, "--no-wait").succeeded();

        await("the pod is gone").atMost(POD_IS_GONE_WITHIN).until(() -> pods(id).isEmpty());
        admin.awaitState(id, "asleep", SOON);
        assertThat(admin.get("/v1/quota").body().at("/running/used").asInt()).isZero();
        assertThat(stack.objectsOf(id)).anyMatch(object -> object.startsWith("PersistentVolumeClaim/"));
        assertThat(stack.databasesOf(id)).hasSize(2);
    }

    @Test
    @Order(2)
    void opensAShellInASleepingSpark() {
        Command shell = shell("cat ~/file && psql \"$DATABASE_URL\" -Atc 'select n from mine'");

        assertThat(shell.succeeded().out().lines()).containsExactly("kept", "42");
        admin.awaitState(id(), "running", SOON);
        assertThat(admin.eventsOf(id(), "spark.wake-requested.v1")).isEqualTo(1);
        assertThat(admin.eventsOf(id(), "spark.interrupted.v1")).isZero();
    }

    @Test
    @Order(3)
    void runsACommandInASleepingSpark() {
        stack.spark("sleep", NAME).succeeded();

        assertThat(stack.spark("exec", NAME, "--", "cat", "/home/user/file")
                        .succeeded()
                        .out())
                .isEqualTo("kept\n");
    }

    @Test
    @Order(4)
    void scalesUpOnceForFiftyWhoConnectAtOnce() throws Exception {
        stack.spark("sleep", NAME).succeeded();
        long wakes = admin.eventsOf(id(), "spark.wake-requested.v1");
        long starts = admin.eventsOf(id(), "spark.started.v1");
        long generation = generation();
        try (var http = HttpClient.newHttpClient()) {
            List<Session> sessions = IntStream.range(0, 50)
                    .mapToObj(i -> Session.begin(http, tunnel(), admin.token()))
                    .toList();
            for (Session session : sessions) {
                assertThat(session.banner.get(90, TimeUnit.SECONDS)).startsWith("SSH-2.0");
            }
            sessions.forEach(Session::end);
        }
        assertThat(admin.eventsOf(id(), "spark.wake-requested.v1")).isEqualTo(wakes + 1);
        assertThat(admin.eventsOf(id(), "spark.started.v1")).isEqualTo(starts + 1);
        assertThat(generation()).isEqualTo(generation + 1);
        assertThat(pods(id())).hasSize(1);
    }

    @Test
    @Order(5)
    void startsAStoppedSparkOnlyWhenAskedByName() {
        stack.spark("stop", NAME).succeeded();
        assertThat(admin.get("/v1/sparks/" + NAME).body().path("state").asText())
                .isEqualTo("stopped");

        Command refused = stack.spark("shell", NAME, "--", "true");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("spark wake " + NAME);
        Command exec = stack.spark("exec", NAME, "--", "true");
        assertThat(exec.exitCode()).isEqualTo(4);
        assertThat(exec.err()).contains("spark wake " + NAME);
        assertThat(pods(id())).isEmpty();

        stack.spark("wake", NAME).succeeded();
        assertThat(shell("cat ~/file").succeeded().out()).isEqualTo("kept\n");
    }

    @Test
    @Order(6)
    void isDeletedAsleep() {
        stack.spark("sleep", NAME).succeeded();
        String id = id();

        stack.spark("delete", NAME, "--purge").succeeded();

        admin.awaitGone(id, SOON);
        assertThat(stack.objectsOf(id)).isEmpty();
        assertThat(stack.databasesOf(id)).isEmpty();
    }

    private Command shell(String script) {
        return stack.spark("shell", NAME, "--", script);
    }

    private String id() {
        JsonNode spark = admin.get("/v1/sparks/" + NAME).body();
        return spark.path("id").asText();
    }

    private List<String> pods(String id) {
        return stack.objectsOf(id).stream()
                .filter(object -> object.startsWith("Pod/"))
                .toList();
    }

    /** Counts the changes of what is wanted of the deployment. */
    private long generation() {
        return stack.cluster()
                .apps()
                .deployments()
                .inNamespace(Stack.NAMESPACE)
                .withName(id())
                .get()
                .getMetadata()
                .getGeneration();
    }

    private URI tunnel() {
        return URI.create(admin.url().toString().replaceFirst("^http", "ws") + "/v1/sparks/" + NAME + "/tunnel");
    }

    /** A connection to the spark's sshd. */
    private static final class Session implements WebSocket.Listener {

        final CompletableFuture<String> banner = new CompletableFuture<>();
        private CompletableFuture<WebSocket> socket = new CompletableFuture<>();

        static Session begin(HttpClient http, URI tunnel, String token) {
            var session = new Session();
            session.socket = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(tunnel, session);
            session.socket.exceptionally(failure -> {
                session.banner.completeExceptionally(failure);
                return null;
            });
            return session;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            banner.complete(StandardCharsets.US_ASCII.decode(data).toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            banner.completeExceptionally(new AssertionError("closed with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            banner.completeExceptionally(error);
        }

        void end() {
            socket.thenAccept(WebSocket::abort);
        }
    }
}
