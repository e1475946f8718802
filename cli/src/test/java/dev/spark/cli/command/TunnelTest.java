package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.ServerSide;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakePrograms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TunnelTest {
    private static final String PATH = "/v1/sparks/demo/tunnel";

    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        cli = new Cli(home).at(gateway);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        assertThat(gateway.broken()).isEmpty();
    }

    private static byte[] tenMegabytes(int seed) {
        var bytes = new byte[10 * 1024 * 1024];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Everything the client sends until its end of input. */
    private static byte[] readToEnd(ServerSide socket) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var frame = socket.read(); ; frame = socket.read()) {
            if (frame.opcode() == 1) {
                assertThat(frame.text()).isEqualTo("EOF");
                return all.toByteArray();
            }
            assertThat(frame.opcode()).isEqualTo(2);
            all.writeBytes(frame.payload());
        }
    }

    private static void send(ServerSide socket, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += 60_000) {
            socket.binary(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 60_000)));
        }
        socket.text("EOF");
    }

    @Test
    void carriesTenMegabytesBothWaysAtOnce() {
        var up = tenMegabytes(1);
        var down = tenMegabytes(2);
        var arrived = new CompletableFuture<byte[]>();
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of());
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    send(socket, down);
                } catch (IOException e) {
                    arrived.completeExceptionally(e);
                }
            });
            arrived.complete(readToEnd(socket));
            sender.join();
            socket.close(1000, "");
        });
        var out = new ByteArrayOutputStream();

        var result = cli.reading(new ByteArrayInputStream(up)).writingTo(out).run("tunnel", "demo");

        assertThat(result.exitCode()).isZero();
        assertThat(arrived.join()).isEqualTo(up);
        assertThat(out.toByteArray()).isEqualTo(down);
        assertThat(gateway.calls()).containsExactly("GET " + PATH + "?port=22");
    }

    @Test
    void stillReceivesAfterItsOwnInputHasEnded() {
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of());
            var heard = new String(readToEnd(socket), StandardCharsets.UTF_8);
            socket.binary(("echo of " + heard).getBytes(StandardCharsets.UTF_8));
            socket.text("EOF");
            assertThat(socket.read().opcode()).isEqualTo(8);
            socket.close(1000, "");
        });

        assertThat(cli.reading("ping").run("tunnel", "demo", "--port", "6379").out())
                .isEqualTo("echo of ping");
        assertThat(gateway.calls()).containsExactly("GET " + PATH + "?port=6379");
    }

    @Test
    void stillSendsAfterTheOtherSideHasEnded() throws IOException {
        var outputEnded = new CountDownLatch(1);
        var arrived = new CompletableFuture<String>();
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.text("EOF");
            arrived.complete(new String(readToEnd(socket), StandardCharsets.UTF_8));
            socket.close(1000, "");
        });
        var typing = new PipedOutputStream();
        var out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                outputEnded.countDown();
            }
        };
        Thread.ofVirtual().start(() -> {
            try (typing) {
                outputEnded.await();
                typing.write("late".getBytes(StandardCharsets.UTF_8));
            } catch (IOException | InterruptedException e) {
                arrived.completeExceptionally(e);
            }
        });

        var result = cli.reading(new PipedInputStream(typing)).writingTo(out).run("tunnel", "demo");

        assertThat(result.exitCode()).isZero();
        assertThat(arrived.join()).isEqualTo("late");
    }

    /** Input that costs nothing would run ahead by all of it, if it were kept anywhere but in the sockets' buffers. */
    @Test
    void doesNotReadAheadOfWhatTheOtherSideTakes() {
        var total = 256L << 20;
        var taken = new AtomicLong();
        var furthestAhead = new AtomicLong();
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of());
            var arrived = 0L;
            for (var frame = socket.read(); frame.opcode() == 2; frame = socket.read()) {
                arrived += frame.payload().length;
                furthestAhead.accumulateAndGet(taken.get() - arrived, Math::max);
            }
            socket.text("EOF");
            socket.close(1000, "");
        });
        var zeroes = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return taken.addAndGet(length) > total ? -1 : length;
            }
        };

        assertThat(cli.reading(zeroes).run("tunnel", "demo").exitCode()).isZero();

        assertThat(furthestAhead.get()).isLessThan(32L << 20);
    }

    @Test
    void passesTheGatewaysReasonOn() {
        gateway.on(
                "GET",
                PATH,
                exchange -> exchange.webSocket(Map.of()).close(4103, "unavailable: demo does not answer"),
                exchange -> exchange.webSocket(Map.of()).close(4000, "demo was put to sleep"));

        var result = cli.run("tunnel", "--", "demo");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).startsWith("spark: demo does not answer\n");
        assertThat(cli.run("tunnel", "--", "demo").err()).startsWith("spark: demo was put to sleep\n");
    }

    @Test
    void saysThatTheConnectionWasLost() throws IOException {
        gateway.on("GET", PATH, exchange -> exchange.webSocket(Map.of()).binary(new byte[] {1}));

        var result = cli.reading(new PipedInputStream(new PipedOutputStream())).run("tunnel", "--", "demo");

        assertThat(result.exitCode()).isEqualTo(69);
    }

    @Test
    void passesARefusalOn() {
        gateway.on("GET", PATH, problem(409, "stopped", "demo is stopped", "spark wake demo"));

        var result = cli.run("tunnel", "--", "demo.spark");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: demo is stopped\n       spark wake demo\n");
        assertThat(cli.run("tunnel", "--", "-oops").exitCode()).isEqualTo(2);
        assertThat(cli.run("tunnel", "demo", "--port", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void triesAgainWhileTheGatewayStarts() {
        gateway.on("GET", PATH, FakeGateway.hangUp(), FakeGateway.unavailable("1"), exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.text("EOF");
            socket.close(1000, "");
        });

        assertThat(cli.run("tunnel", "--", "demo").exitCode()).isZero();
    }

    @Test
    void dropsTheHostKeyOfAnEarlierSparkOfThatName() throws IOException {
        var known = home.resolve(".config/spark/known_hosts");
        Files.createDirectories(known.getParent());
        Files.writeString(
                known, "#spark demo.spark s-old\ndemo.spark ssh-ed25519 AAAA\nother.spark ssh-ed25519 BBBB\n");
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.text("EOF");
            socket.close(1000, "");
        });

        cli.run("tunnel", "--remember-host-key", "--", "demo.spark");

        assertThat(known).hasContent("other.spark ssh-ed25519 BBBB\n#spark demo.spark s-7f3kq2m9ab\n");
    }

    @Test
    void asksNobodyWhoseHostKeyItIsWhenTheTunnelTells() throws IOException {
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of("Spark-Id", "s-new"));
            socket.text("EOF");
            socket.close(1000, "");
        });

        cli.run("tunnel", "--remember-host-key", "--", "demo.spark");

        assertThat(home.resolve(".config/spark/known_hosts")).hasContent("#spark demo.spark s-new\n");
        assertThat(gateway.calls()).doesNotContain("GET /v1/sparks/demo");
    }

    private void greets(String greeting) {
        gateway.on("GET", "/v1/ssh-authority", json(200, "{\"public_key\":\"" + FakePrograms.PUBLIC_KEY + "\"}"));
        gateway.on("GET", PATH, exchange -> {
            var socket = exchange.webSocket(Map.of("Spark-Id", "s-new"));
            socket.binary(greeting.substring(0, 5).getBytes(StandardCharsets.UTF_8));
            socket.binary(greeting.substring(5).getBytes(StandardCharsets.UTF_8));
            socket.text("EOF");
            socket.read();
            socket.close(1000, "");
        });
    }

    @Test
    void trustsTheAuthorityOfTheGatewayAloneBeforeSshSeesAnything() throws IOException {
        greets("SSH-2.0-OpenSSH_10.0 spark-certified\r\nmore");
        var known = home.resolve(".config/spark/known_hosts");
        Files.createDirectories(known.getParent());
        Files.writeString(
                known,
                "@cert-authority *.spark ssh-ed25519 AAAA spark-at-" + gateway.url()
                        + "\n@cert-authority *.spark ssh-ed25519 BBBB spark-at-https://other.example.org\n");
        var atFirstByte = new StringBuilder();
        var out = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    atFirstByte.append(Files.readString(known));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                super.write(bytes, offset, length);
            }
        };

        cli.writingTo(out).run("tunnel", "--remember-host-key", "--", "demo.spark");

        assertThat(out).hasToString("SSH-2.0-OpenSSH_10.0 spark-certified\r\nmore");
        var key = FakePrograms.PUBLIC_KEY.replace(" spark@test", "");
        assertThat(atFirstByte.toString().lines().distinct())
                .containsExactlyInAnyOrder(
                        "@cert-authority *.spark ssh-ed25519 BBBB spark-at-https://other.example.org",
                        "@cert-authority *.spark " + key + " spark-at-" + gateway.url(),
                        "#spark demo.spark s-new");
        assertThat(gateway.calls()).doesNotContain("POST /v1/sparks/demo/exec");
    }

    @Test
    void asksASparkWithoutACertificateForItsKeysInside() throws IOException {
        greets("SSH-2.0-OpenSSH_10.0\r\n");
        gateway.on(
                "POST",
                "/v1/sparks/demo/exec",
                json(200, "{\"exit_code\":0,\"stdout\":\"" + FakePrograms.PUBLIC_KEY + "\\nnonsense x\\n\"}"));

        cli.reading("").run("tunnel", "--remember-host-key", "--", "demo.spark");
        cli.reading("").run("tunnel", "--remember-host-key", "--", "demo.spark");

        assertThat(home.resolve(".config/spark/known_hosts"))
                .content()
                .contains("\ndemo.spark " + FakePrograms.PUBLIC_KEY.replace(" spark@test", "\n"))
                .doesNotContain("nonsense");
        assertThat(gateway.calls().stream().filter(call -> call.endsWith("exec")))
                .hasSize(1);
    }

    @Test
    void takesNoAuthorityThatIsNoKey() {
        greets("SSH-2.0-OpenSSH_10.0 spark-certified\r\n");
        gateway.on("GET", "/v1/ssh-authority", json(200, "{\"public_key\":\"x\\n* ssh-ed25519 AAAA\"}"));

        cli.run("tunnel", "--remember-host-key", "--", "demo.spark");

        assertThat(home.resolve(".config/spark/known_hosts")).hasContent("#spark demo.spark s-new\n");
    }

    @Test
    void forwardsAPortOfThisMachine() throws Exception {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on("GET", "/v1/sparks/s-7f3kq2m9ab/tunnel", exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.binary(("you said " + new String(readToEnd(socket), StandardCharsets.UTF_8)).getBytes());
            socket.text("EOF");
            socket.read();
            socket.close(1000, "");
        });
        var out = new PipedOutputStream();
        var said = new java.io.BufferedReader(new java.io.InputStreamReader(new PipedInputStream(out)));
        var forward = Thread.ofVirtual().start(() -> cli.writingTo(out).run("forward", "demo", "0:3000"));

        var line = said.readLine();
        assertThat(line).matches("localhost:\\d+ is demo:3000");
        var port = Integer.parseInt(line.replaceAll("localhost:(\\d+) .*", "$1"));
        for (int i = 0; i < 2; i++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write("hi".getBytes());
                socket.shutdownOutput();
                assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("you said hi");
            }
        }
        assertThat(gateway.last("GET", "/v1/sparks/s-7f3kq2m9ab/tunnel").path()).endsWith("?port=3000");
        forward.interrupt();
    }

    @Test
    void saysOnceThatNothingListens() throws Exception {
        gateway.on("GET", "/v1/sparks/demo", json(200, Bodies.spark("running")));
        gateway.on(
                "GET",
                "/v1/sparks/s-7f3kq2m9ab/tunnel",
                problem(409, "conflict", "It cannot be done now", "Nothing listens on port 8000 of demo. Start it."));
        var out = new PipedOutputStream();
        var said = new java.io.BufferedReader(new java.io.InputStreamReader(new PipedInputStream(out)));
        var ended = new CompletableFuture<Cli.Result>();
        var forward =
                Thread.ofVirtual().start(() -> ended.complete(cli.writingTo(out).run("forward", "demo", "0:8000")));

        var port = Integer.parseInt(said.readLine().replaceAll("localhost:(\\d+) .*", "$1"));
        for (int i = 0; i < 4; i++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
        forward.interrupt();

        assertThat(ended.join().err())
                .containsOnlyOnce("spark: Nothing listens on port 8000 of demo\n       Start it.\n");
    }

    @Test
    void refusesPortsThatAreNone() {
        for (var pair : new String[] {"x", "1:", "70000", "1:2:3", "-1"}) {
            assertThat(cli.run("forward", "demo", "--", pair).exitCode())
                    .as(pair)
                    .isEqualTo(2);
        }
    }
}
