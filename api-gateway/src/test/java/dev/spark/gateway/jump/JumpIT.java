package dev.spark.gateway.jump;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.running;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.gateway.Gateway;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.dial.LocalDial;
import dev.spark.testing.SparkInfrastructure;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets through by SSH, who does not, and who is cut. */
@QuarkusTest
@WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "gateway"))
class JumpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GREETING = "SSH-2.0-test\r\n";

    @Inject
    LocalDial dial;

    @Inject
    Connections connections;

    @Inject
    JumpHost jumpHost;

    @Inject
    PostgresHostKey hostKeys;

    private SshClient client;
    private ServerSocket sshd;
    private KeyPair ada;

    private interface Serving {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws Exception {
        Gateway.empty(10, 50);
        Gateway.DATABASE.execute("delete from ssh_key");
        await().atMost(PATIENCE).until(jumpHost::isListening);
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> {
            var plain = key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
            return KeyLogin.idOf(plain).equals(jumpHost.key().map(dev.spark.gateway.domain.PublicKey::id));
        });
        client.start();
        sshd = listen(22, JumpIT::greetAndEcho);
        ada = registered("ada");
    }

    @AfterEach
    void stop() throws IOException {
        client.close(true);
        sshd.close();
    }

    private ServerSocket listen(int port, Serving serving) throws IOException {
        var server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        dial.put(port, server.getLocalPort());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            serving.serve(socket);
                        } catch (IOException e) {
                            // The test is over.
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                } catch (IOException e) {
                    // The test is over.
                }
            }
        });
        return server;
    }

    private static void greetAndEcho(Socket socket) throws IOException {
        socket.getOutputStream().write(GREETING.getBytes(UTF_8));
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private static KeyPair made() {
        return HostKey.random(new SecureRandom()).pair();
    }

    private static KeyPair registered(String user) {
        KeyPair pair = made();
        register(user, pair);
        return pair;
    }

    private static void register(String user, KeyPair pair) {
        register(user, PublicKeyEntry.toString(pair.getPublic()));
    }

    private static void register(String user, String line) {
        as(user).body(Map.of("public_key", line, "name", "key"))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201);
    }

    private ClientSession login(KeyPair pair) throws IOException {
        ClientSession session = connected();
        session.addPublicKeyIdentity(pair);
        session.auth().verify(PATIENCE);
        return session;
    }

    private ClientSession connected() throws IOException {
        return client.connect("whoever", "127.0.0.1", jumpHost.port().orElseThrow())
                .verify(PATIENCE)
                .getSession();
    }

    private static ChannelDirectTcpip channel(ClientSession session, String host, int port) throws IOException {
        ChannelDirectTcpip channel = session.createDirectTcpipChannel(
                new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(host, port));
        channel.open().verify(PATIENCE.multipliedBy(3));
        return channel;
    }

    private static String greeting(ChannelDirectTcpip channel) throws IOException {
        return new String(channel.getInvertedOut().readNBytes(GREETING.length()), UTF_8);
    }

    private static SshChannelOpenException refusal(ClientSession session, String host, int port) {
        return refusal(() -> channel(session, host, port));
    }

    private static SshChannelOpenException refusal(ThrowableAssert.ThrowingCallable opening) {
        SshException failed = catchThrowableOfType(SshException.class, opening);
        assertThat(failed).hasCauseInstanceOf(SshChannelOpenException.class);
        return (SshChannelOpenException) failed.getCause();
    }

    @Test
    void leadsToTheSparkByNameAndId() throws Exception {
        String id = running("ada", "swift-heron").get("id").asText();

        try (ClientSession session = login(ada)) {
            for (String host : List.of("swift-heron", "swift-heron.spark", id)) {
                ChannelDirectTcpip channel = channel(session, host, 22);
                assertThat(greeting(channel)).isEqualTo(GREETING);
                channel.close(false);
            }
            await().atMost(PATIENCE).until(() -> connections.all().isEmpty());
            try (ChannelDirectTcpip channel = channel(session, "swift-heron", 22)) {
                greeting(channel);
                assertThat(connections.all()).extracting(Connections.Open::kind).containsExactly(Connections.Kind.JUMP);
                assertThat(admin().get("/q/metrics").asString()).contains("spark_gateway_connections{kind=\"jump\"}");
            }
        }
        await().atMost(PATIENCE).until(() -> connections.all().isEmpty());
    }

    @Test
    void carriesEveryByteBothWaysAndEachEnd() throws Exception {
        running("ada", "swift-heron");
        byte[] sent = new byte[5_000_000];
        new Random(1).nextBytes(sent);

        try (ClientSession session = login(ada);
                ChannelDirectTcpip channel = channel(session, "swift-heron", 22)) {
            greeting(channel);
            Thread.ofVirtual().start(() -> {
                try (OutputStream out = channel.getInvertedIn()) {
                    out.write(sent);
                } catch (IOException e) {
                    // The other side sees that something is missing.
                }
            });
            // It echoes until the client's end, and then ends itself.
            byte[] received = channel.getInvertedOut().readAllBytes();

            assertThat(Arrays.equals(received, sent)).isTrue();
            assertThat(channel.waitFor(List.of(ClientChannelEvent.CLOSED), PATIENCE))
                    .contains(ClientChannelEvent.CLOSED);
        }
    }

    @Test
    void hearsTheClientAfterTheSparkHasEnded() throws Exception {
        running("ada", "swift-heron");
        var heard = new CompletableFuture<String>();
        try (ServerSocket server = listen(3000, socket -> {
                    socket.shutdownOutput();
                    heard.complete(new String(socket.getInputStream().readAllBytes(), UTF_8));
                });
                ClientSession session = login(ada);
                ChannelDirectTcpip channel = channel(session, "swift-heron", 3000)) {
            await().atMost(PATIENCE).until(channel::isEofSignalled);
            channel.getInvertedIn().write("after all".getBytes(UTF_8));
            channel.getInvertedIn().close();

            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("after all");
        }
    }

    @Test
    void doesNotTellForeignFromAbsent() throws Exception {
        running("eve", "calm-otter");
        running("ada", "swift-heron");

        try (ClientSession session = login(ada)) {
            SshChannelOpenException foreign = refusal(session, "calm-otter", 22);
            SshChannelOpenException absent = refusal(session, "no-such-spark", 22);
            SshChannelOpenException outside = refusal(session, "127.0.0.1", 22);

            assertThat(foreign.getMessage()).contains("not_found").isEqualTo(absent.getMessage());
            assertThat(outside.getMessage()).isEqualTo(absent.getMessage());
            assertThat(foreign.getReasonCode())
                    .isEqualTo(SshConstants.SSH_OPEN_CONNECT_FAILED)
                    .isEqualTo(absent.getReasonCode());
            channel(session, "swift-heron", 22).close();
        }
    }

    @Test
    void givesAnAdminsKeyTheAdminsOwnSparksOnly() throws Exception {
        running("ada", "swift-heron");
        KeyPair pair = made();
        admin().body(Map.of("public_key", PublicKeyEntry.toString(pair.getPublic())))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201);

        try (ClientSession session = login(pair)) {
            assertThat(refusal(session, "swift-heron", 22)).hasMessageContaining("not_found");
        }
    }

    @Test
    void servesAllWhoHaveTheSameKey() throws Exception {
        running("ada", "swift-heron");
        running("bob", "calm-otter");
        running("eve", "early-lark");
        register("bob", ada);

        try (ClientSession session = login(ada)) {
            channel(session, "swift-heron", 22).close();
            ChannelDirectTcpip bobs = channel(session, "calm-otter", 22);
            assertThat(refusal(session, "early-lark", 22)).hasMessageContaining("not_found");

            as("bob").delete("/v1/ssh-keys/key").then().statusCode(204);

            await().atMost(PATIENCE).until(() -> !bobs.isOpen());
            assertThat(refusal(session, "calm-otter", 22)).hasMessageContaining("not_found");
            channel(session, "swift-heron", 22).close();
        }
    }

    @Test
    void knowsNobodyWithoutARegisteredKey() throws Exception {
        try (ClientSession session = connected()) {
            session.addPublicKeyIdentity(made());
            session.addPasswordIdentity("password");
            assertThat(catchThrowableOfType(
                            SshException.class, () -> session.auth().verify(PATIENCE)))
                    .isNotNull();
            assertThat(session.isAuthenticated()).isFalse();
        }
        login(ada).close();
    }

    @Test
    void takesNoKeyWithoutItsSignature() throws Exception {
        // Somebody who knows the public key, and signs with another.
        KeyPair forged = new KeyPair(ada.getPublic(), made().getPrivate());
        try (ClientSession session = connected()) {
            session.addPublicKeyIdentity(forged);
            assertThat(catchThrowableOfType(
                            SshException.class, () -> session.auth().verify(PATIENCE)))
                    .isNotNull();
            assertThat(session.isAuthenticated()).isFalse();
        }
    }

    @Test
    void isNothingButAJumpHost() throws Exception {
        running("ada", "swift-heron");
        try (ClientSession session = login(ada)) {
            for (ClientChannel other : List.of(
                    session.createShellChannel(),
                    session.createExecChannel("id"),
                    session.createSubsystemChannel("sftp"))) {
                SshChannelOpenException refused = refusal(() -> other.open().verify(PATIENCE));
                assertThat(refused.getReasonCode()).isEqualTo(SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED);
                assertThat(refused).hasMessageContaining("jump host");
            }
            assertThat(catchThrowableOfType(
                            SshException.class,
                            () -> session.startRemotePortForwarding(
                                    new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress("127.0.0.1", 1))))
                    .isNotNull();
            // The connection has survived all of it.
            channel(session, "swift-heron", 22).close();
        }
    }

    @Test
    void wakesASparkOnceHoweverManyConnect() throws Exception {
        SparkId id = asleep("swift-heron");
        var sessions = new ArrayList<ClientSession>();
        for (int i = 0; i < 10; i++) {
            sessions.add(login(ada));
        }
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> connecting = IntStream.range(0, 50)
                    .mapToObj(i -> people.submit(() -> greeting(channel(sessions.get(i % 10), "swift-heron", 22))))
                    .toList();
            Gateway.awaitState(id.value(), "waking");
            assertThat(connecting).noneMatch(Future::isDone);

            Gateway.tell(new SparkEvent.SparkStarted(id));

            for (Future<String> one : connecting) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(GREETING);
            }
            assertThat(connections.all()).hasSize(50);
        }
        JsonNode events = Gateway.json(admin().get("/v1/sparks/{s}/events?limit=500", id.value()));
        assertThat(events.findValuesAsText("type")).containsOnlyOnce("spark.wake-requested.v1");
    }

    @Test
    void wakesForNobodyWhoMayNot() throws Exception {
        SparkId id = asleep("swift-heron");
        KeyPair eve = registered("eve");

        try (ClientSession session = login(eve)) {
            assertThat(refusal(session, "swift-heron", 22)).hasMessageContaining("not_found");
            assertThat(refusal(session, id.value(), 22)).hasMessageContaining("not_found");
        }

        admin().get("/v1/sparks/{s}", id.value()).then().body("state", equalTo("asleep"));
    }

    @Test
    void saysWhatWakesOneThatIsStopped() throws Exception {
        asleep("swift-heron");
        as("ada").post("/v1/sparks/swift-heron/stop").then().statusCode(202);

        try (ClientSession session = login(ada)) {
            assertThat(refusal(session, "swift-heron", 22))
                    .hasMessageContaining("stopped: ")
                    .hasMessageContaining("`spark wake swift-heron`");
            assertThat(refusal(session, "swift-heron", 0)).hasMessageContaining("not_found");
        }
    }

    @Test
    void saysThatAPortDoesNotAnswer() throws Exception {
        running("ada", "swift-heron");
        try (ClientSession session = login(ada)) {
            assertThat(refusal(session, "swift-heron", 4711)).hasMessageContaining("port 4711 of swift-heron");
        }
    }

    @Test
    void isCutWhenTheKeyIsRemoved() throws Exception {
        running("ada", "swift-heron");
        KeyPair other = made();
        as("ada")
                .body(Map.of("public_key", PublicKeyEntry.toString(other.getPublic()), "name", "other"))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201);
        try (ClientSession removed = login(ada);
                ClientSession idle = login(ada);
                ClientSession kept = login(other);
                ChannelDirectTcpip cut = channel(removed, "swift-heron", 22);
                ChannelDirectTcpip stays = channel(kept, "swift-heron", 22)) {
            greeting(cut);
            greeting(stays);

            as("ada").delete("/v1/ssh-keys/key").then().statusCode(204);

            await().atMost(PATIENCE).until(() -> !cut.isOpen() && !removed.isOpen() && !idle.isOpen());
            stays.getInvertedIn().write("still there".getBytes(UTF_8));
            stays.getInvertedIn().flush();
            assertThat(new String(stays.getInvertedOut().readNBytes(11), UTF_8)).isEqualTo("still there");
        }
        try (ClientSession session = connected()) {
            session.addPublicKeyIdentity(ada);
            assertThat(catchThrowableOfType(
                            SshException.class, () -> session.auth().verify(PATIENCE)))
                    .isNotNull();
        }
        await().atMost(PATIENCE).until(() -> connections.all().isEmpty());
    }

    @Test
    void isCutWhenTheSparkIsDeleted() throws Exception {
        running("ada", "swift-heron");
        try (ClientSession session = login(ada);
                ChannelDirectTcpip channel = channel(session, "swift-heron", 22)) {
            greeting(channel);

            as("ada").delete("/v1/sparks/swift-heron").then().statusCode(202);

            await().atMost(PATIENCE).until(() -> !channel.isOpen());
            assertThat(session.isOpen()).isTrue();
        }
    }

    @Test
    void readsFromTheSparkNoFasterThanTheClientDoes() throws Exception {
        running("ada", "swift-heron");
        var said = new AtomicLong();
        try (ServerSocket server = listen(3000, socket -> {
                    byte[] much = new byte[64 * 1024];
                    while (true) {
                        socket.getOutputStream().write(much);
                        said.addAndGet(much.length);
                    }
                });
                ClientSession session = login(ada);
                ChannelDirectTcpip channel = channel(session, "swift-heron", 3000)) {
            long stopped = awaitStandstill(said);
            assertThat(stopped).isLessThan(20L << 20);

            InputStream in = channel.getInvertedOut();
            for (long read = 0; read < 4 * stopped; ) {
                read += in.readNBytes(64 * 1024).length;
            }
            assertThat(said.get()).isGreaterThan(stopped);
        }
    }

    @Test
    void takesFromTheClientNoMoreThanTheSparkDoes() throws Exception {
        running("ada", "swift-heron");
        var said = new AtomicLong();
        try (ServerSocket server = listen(3000, socket -> Thread.sleep(PATIENCE));
                ClientSession session = login(ada);
                ChannelDirectTcpip channel = channel(session, "swift-heron", 3000);
                ChannelDirectTcpip beside = channel(session, "swift-heron", 22)) {
            Thread writing = Thread.ofVirtual().start(() -> {
                byte[] much = new byte[64 * 1024];
                try {
                    while (true) {
                        channel.getInvertedIn().write(much);
                        said.addAndGet(much.length);
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });

            assertThat(awaitStandstill(said)).isLessThan(20L << 20);
            assertThat(writing.isAlive()).isTrue();
            // Another channel of the same connection goes on.
            assertThat(greeting(beside)).isEqualTo(GREETING);
            beside.getInvertedIn().write("goes on".getBytes(UTF_8));
            beside.getInvertedIn().flush();
            assertThat(new String(beside.getInvertedOut().readNBytes(7), UTF_8)).isEqualTo("goes on");
        }
    }

    private static long awaitStandstill(AtomicLong count) {
        var last = new AtomicLong(-1);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> count.get() > 0 && last.getAndSet(count.get()) == count.get());
        return count.get();
    }

    @Test
    void hasOneHostKeyForGood() {
        HostKey key = hostKeys.get();

        assertThat(key.publicKey()).isEqualTo(jumpHost.key().orElseThrow());
        assertThat(hostKeys.get().seed()).isEqualTo(key.seed());
        assertThat(Gateway.DATABASE.value(String.class, "select sealed_seed from jump_host_key"))
                .doesNotContain(key.seed());
        as("ada")
                .get("/v1/jump")
                .then()
                .statusCode(200)
                .body("host_key", equalTo(key.publicKey().line()))
                .body("fingerprint", equalTo(key.publicKey().fingerprint()))
                .body("port", equalTo(jumpHost.port().orElseThrow()));
        assertThat(admin().get("/q/health/ready").asString()).contains("ssh jump host listens");
    }

    @Test
    void agreesOnAHostKeyWhoeverComesFirst() throws Exception {
        String kept = Gateway.DATABASE.value(String.class, "select sealed_seed from jump_host_key");
        String line = Gateway.DATABASE.value(String.class, "select public_key from jump_host_key");
        Gateway.DATABASE.execute("delete from jump_host_key");
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HostKey>> keys = IntStream.range(0, 10)
                    .mapToObj(i -> replicas.submit(hostKeys::get))
                    .toList();

            String seed = keys.getFirst().get().seed();
            for (Future<HostKey> key : keys) {
                assertThat(key.get().seed()).isEqualTo(seed);
            }
        } finally {
            Gateway.DATABASE.execute(
                    "update jump_host_key set sealed_seed = '" + kept + "', public_key = '" + line + "'");
        }
    }

    @Test
    void servesTheSshOfTheMachine(@TempDir Path folder) throws Exception {
        assumeTrue(List.of("ssh", "ssh-keygen").stream().allMatch(JumpIT::isThere), "no ssh here");
        running("ada", "swift-heron");
        run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key");
        as("ada").delete("/v1/ssh-keys/key").then().statusCode(204);
        register("ada", Files.readString(folder.resolve("key.pub")));
        var inner = SshServer.setUpDefaultServer();
        inner.setHost("127.0.0.1");
        inner.setPort(0);
        inner.setKeyPairProvider(KeyPairProvider.wrap(made()));
        inner.setPublickeyAuthenticator((user, key, session) -> user.equals("user"));
        inner.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        inner.start();
        dial.put(22, inner.getPort());
        Files.writeString(
                folder.resolve("known"),
                "[127.0.0.1]:" + jumpHost.port().orElseThrow() + " "
                        + jumpHost.key().orElseThrow().line() + "\n");
        Files.writeString(
                folder.resolve("config"), """
                Host *
                  IdentityFile %1$s/key
                  IdentitiesOnly yes
                  IdentityAgent none
                  BatchMode yes
                Host 127.0.0.1
                  Port %2$d
                  User whoever
                  UserKnownHostsFile %1$s/known
                  StrictHostKeyChecking yes
                Host swift-heron* calm-otter*
                  User user
                  ProxyJump 127.0.0.1
                  UserKnownHostsFile /dev/null
                  StrictHostKeyChecking no
                """.formatted(folder, jumpHost.port().orElseThrow()));
        try {
            Ran through = run(folder, "ssh", "-F", "config", "swift-heron.spark", "echo", "hello");
            assertThat(through.exit).as(through.errors).isZero();
            assertThat(through.output).isEqualTo("hello\n");

            Ran absent = run(folder, "ssh", "-F", "config", "calm-otter.spark", "true");
            assertThat(absent.exit).isNotZero();
            assertThat(absent.errors).contains("open failed: connect failed: not_found: There is no such spark");

            Ran shell = run(folder, "ssh", "-F", "config", "127.0.0.1", "true");
            assertThat(shell.exit).isNotZero();
            assertThat(shell.errors).contains("open failed: administratively prohibited: this is a jump host");
        } finally {
            inner.close(true);
        }
    }

    private record Ran(int exit, String output, String errors) {}

    private static Ran run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), output, Files.readString(folder.resolve("errors")));
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static SparkId asleep(String name) {
        var id = new SparkId(create("ada", Map.of("name", name, "wake_policy", "any"))
                .get("id")
                .asText());
        Gateway.tell(new SparkEvent.SparkStarted(id));
        Gateway.awaitState(id.value(), "running");
        as("ada").post("/v1/sparks/{s}/sleep", id.value()).then().statusCode(202);
        Gateway.tell(new SparkEvent.SparkAsleep(id, "its owner asked for it"));
        Gateway.awaitState(id.value(), "asleep");
        return id;
    }
}
