package dev.spark.gateway.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.events.SparkId;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the image's {@code connect}, on this machine. */
@Timeout(60)
class LoopbackDialTest {

    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final String CONNECT = Path.of(
                    "..", "deploy", "image", "root", "usr", "local", "lib", "spark", "connect")
            .toString();

    /** A way on which nothing listens. */
    private final RefusingDial refusing = new RefusingDial();

    private final Dial dial = new LoopbackDial(refusing, LoopbackDialTest::start, Duration.ofSeconds(20));

    private static final class RefusingDial implements Dial {
        @Override
        public Connection connect(SparkId spark, int port) throws Unreachable {
            throw Unreachable.refused("nothing listens on port " + port);
        }

        @Override
        public Connection knock(SparkId spark) throws Unreachable {
            throw Unreachable.absent("it has no pod yet");
        }
    }

    private static RemoteProcess start(SparkId spark, Processes.Command command) throws Unreachable {
        return new LocalProcesses()
                .start(
                        spark,
                        new Processes.Command(
                                List.of(
                                        Buffer.buffer("perl"),
                                        Buffer.buffer(CONNECT),
                                        command.argv().getLast()),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @BeforeAll
    static void withPerl() throws Exception {
        try {
            assumeTrue(
                    new ProcessBuilder("perl", "-MIO::Poll", "-e", "1").start().waitFor() == 0, "this needs perl");
        } catch (IOException e) {
            assumeTrue(false, "this needs perl");
        }
    }

    private static ServerSocket listeningOn(String address) {
        try {
            return new ServerSocket(0, 1, InetAddress.getByName(address));
        } catch (IOException e) {
            assumeTrue(false, "this machine has no " + address);
            throw new AssertionError(e);
        }
    }

    private static String readAll(Connection connection) throws Exception {
        var all = Buffer.buffer();
        for (Buffer next = connection.read(); next != null; next = connection.read()) {
            all.appendBuffer(next);
        }
        return all.toString();
    }

    @Test
    void reachesAServerOnOneFamilyOnly() throws Exception {
        for (String address : List.of("::1", "127.0.0.1")) {
            try (ServerSocket server = listeningOn(address);
                    Connection connection = dial.connect(SPARK, server.getLocalPort());
                    Socket there = server.accept()) {
                connection.write(Buffer.buffer("question"));
                connection.end();
                assertThat(new String(there.getInputStream().readAllBytes(), UTF_8))
                        .as("this direction ends by itself")
                        .isEqualTo("question");
                there.getOutputStream().write("answer".getBytes(UTF_8));
                there.shutdownOutput();
                assertThat(readAll(connection)).isEqualTo("answer");
            }
        }
    }

    @Test
    void losesNothingOfAServerThatSpeaksFirst() throws Exception {
        try (ServerSocket server = listeningOn("::1")) {
            Thread.ofVirtual().start(() -> {
                try (Socket there = server.accept()) {
                    there.getOutputStream().write("hello ".repeat(500_000).getBytes(UTF_8));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            try (Connection connection = dial.connect(SPARK, server.getLocalPort())) {
                assertThat(readAll(connection)).isEqualTo("hello ".repeat(500_000));
            }
        }
    }

    @Test
    void saysThatNothingListensWhereNothingDoes() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0)) {
            port = server.getLocalPort();
        }
        assertThatThrownBy(() -> dial.connect(SPARK, port))
                .isInstanceOfSatisfying(
                        Unreachable.class, e -> assertThat(e.isRefused()).isTrue());
    }

    @Test
    void keepsTheAnswerWhereNoProcessCanBeHad() {
        Dial none = new LoopbackDial(
                refusing,
                (spark, command) -> {
                    throw Unreachable.absent("no exec");
                },
                Duration.ofSeconds(20));
        assertThatThrownBy(() -> none.connect(SPARK, 8080))
                .isInstanceOfSatisfying(
                        Unreachable.class, e -> assertThat(e.isRefused()).isTrue());
    }

    @Test
    void startsNoProcessForSsh() {
        Dial none = new LoopbackDial(
                refusing,
                (spark, command) -> {
                    throw new AssertionError("a process");
                },
                Duration.ofSeconds(20));
        assertThatThrownBy(() -> none.connect(SPARK, Dial.SSH)).isInstanceOf(Unreachable.class);
    }
}
