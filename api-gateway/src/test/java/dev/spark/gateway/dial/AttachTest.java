package dev.spark.gateway.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The frames, as the image's {@code attach} takes them. */
@Timeout(60)
class AttachTest {

    private static final Path ATTACH =
            Path.of("..", "deploy", "image", "root", "usr", "local", "lib", "spark", "attach");
    private static final int HUNG_UP = 129;

    private Process attach;

    @BeforeAll
    static void onLinuxWithPerl() throws Exception {
        assumeTrue(Path.of("/dev/ptmx").toFile().exists(), "this needs Linux");
        try {
            assumeTrue(
                    new ProcessBuilder("perl", "-MIO::Poll", "-e", "1").start().waitFor() == 0, "this needs perl");
        } catch (IOException e) {
            assumeTrue(false, "this needs perl");
        }
    }

    private OutputStream start(String size, String... command) throws IOException {
        attach = new ProcessBuilder("perl", ATTACH.toString()).start();
        OutputStream in = attach.getOutputStream();
        Optional<Processes.Size> terminal = size.isEmpty()
                ? Optional.empty()
                : Optional.of(new Processes.Size(
                        Integer.parseInt(size.replaceAll("x.*", "")), Integer.parseInt(size.replaceAll(".*x", ""))));
        send(
                in,
                AttachFrames.start(
                        terminal, Arrays.stream(command).map(Buffer::buffer).toList()));
        return in;
    }

    private static void send(OutputStream in, Buffer frame) throws IOException {
        in.write(frame.getBytes());
        in.flush();
    }

    private String stdout() throws IOException {
        return new String(attach.getInputStream().readAllBytes(), UTF_8);
    }

    /** Until that text was written. */
    private void awaitOutput(String text) throws IOException {
        var output = new StringBuilder();
        while (output.indexOf(text) < 0) {
            int next = attach.getInputStream().read();
            if (next < 0) {
                fail("it ended before: " + new String(attach.getErrorStream().readAllBytes(), UTF_8));
            }
            output.append((char) next);
        }
    }

    @AfterEach
    void end() {
        if (attach != null) {
            attach.destroyForcibly();
        }
    }

    @Test
    void runsTheCommandAsItWasGiven() throws Exception {
        start("", "printf", "[%s]", "a b", "", "$x", "it's", "n\nl");

        assertThat(stdout()).isEqualTo("[a b][][$x][it's][n\nl]");
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void passesOnStderrAndTheExitCode() throws Exception {
        start("", "sh", "-c", "echo oops >&2; exit 42");

        assertThat(new String(attach.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("oops\n");
        assertThat(attach.waitFor()).isEqualTo(42);
    }

    @Test
    void tellsASignalAsAShellDoes() throws Exception {
        start("", "sh", "-c", "kill -9 $$");

        assertThat(attach.waitFor()).isEqualTo(137);
    }

    @Test
    void endsStdinWhileTheCallerStaysConnected() throws Exception {
        OutputStream in = start("", "sha256sum");
        byte[] chunk = new byte[60_000];
        for (int i = 0; i < 500; i++) {
            send(in, AttachFrames.stdin(Buffer.buffer(chunk)));
        }
        send(in, AttachFrames.endOfStdin());

        assertThat(stdout()).startsWith("5cea420a169be50cd615ee30e570f980afb5eb88e8431d652202fc99df58ed7d");
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void endsWithItsCommandWhateverThatLeftRunning() throws Exception {
        start("", "sh", "-c", "sleep 60 & echo $!; exit 3");

        String left = stdout();

        assertThat(attach.waitFor()).isEqualTo(3);
        ProcessHandle running = ProcessHandle.of(Long.parseLong(left.strip())).orElseThrow();
        running.destroy();
    }

    @Test
    void leavesWhatPrintsLaterAlive(@TempDir Path folder) throws Exception {
        Path told = folder.resolve("told");
        start("", "sh", "-c", "(sleep 0.4; echo late; echo late >&2; echo alive > " + told + ") & exit 0");

        assertThat(attach.waitFor()).isZero();

        await().until(() -> Files.exists(told));
        await().untilAsserted(() -> assertThat(told).hasContent("alive"));
    }

    @Test
    void deliversWhatComesRightAfterTheEnd() throws Exception {
        start("", "bash", "-c", "echo first > >(cat; echo last)");

        assertThat(stdout()).isEqualTo("first\nlast\n");
    }

    @Test
    void endsThoughWhatIsLeftPrintsOnAndOn() throws Exception {
        start("", "sh", "-c", "(while sleep 0.02; do echo on; done) & echo $!");

        String printed = stdout();

        assertThat(attach.waitFor()).isZero();
        ProcessHandle.of(Long.parseLong(printed.lines().findFirst().orElseThrow()))
                .orElseThrow()
                .destroy();
    }

    @Test
    void deliversAllToASlowReader() throws Exception {
        start("", "sh", "-c", "head -c 3000000 /dev/zero; echo end >&2");
        assertThat(attach.waitFor(200, TimeUnit.MILLISECONDS)).as("it waits").isFalse();

        assertThat(attach.getInputStream().readAllBytes()).hasSize(3_000_000);
        assertThat(new String(attach.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("end\n");
    }

    @Test
    void hasStreamsThatEveryUserMayOpenByTheirNames() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "this needs root, to be another user");
        OutputStream in = start(
                "",
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                "sh",
                "-c",
                "echo one > /dev/stdout; echo two > /dev/stderr; cat /dev/stdin; echo x | tee /dev/fd/2");
        send(in, AttachFrames.stdin(Buffer.buffer("in\n")));
        send(in, AttachFrames.endOfStdin());

        assertThat(stdout()).isEqualTo("one\nin\nx\n");
        assertThat(new String(attach.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("two\nx\n");
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void takesWhatLinuxTakes() throws Exception {
        var words = new String[15 + 3];
        Arrays.fill(words, "x".repeat(128 * 1024 - 1));
        words[0] = "sh";
        words[1] = "-c";
        words[2] = "printf '%s' $# \" \" \"$1\" | wc -c";
        start("", words);

        assertThat(stdout().strip()).isEqualTo(String.valueOf("14 ".length() + 128 * 1024 - 1));
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void saysSoWhereLinuxTakesNoMore() throws Exception {
        start("", "true", "x".repeat(128 * 1024));

        assertThat(new String(attach.getErrorStream().readAllBytes(), UTF_8))
                .isEqualTo("attach: true: Argument list too long\n");
        assertThat(attach.waitFor()).isEqualTo(126);
    }

    @Test
    void doesNotMindACommandThatReadsNoMore() throws Exception {
        OutputStream in = start("", "head", "-c", "5");
        for (int i = 0; i < 100; i++) {
            try {
                send(in, AttachFrames.stdin(Buffer.buffer("hello".repeat(10_000))));
            } catch (IOException e) {
                break; // it has ended already
            }
        }

        assertThat(stdout()).isEqualTo("hello");
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void hangsUpWhenTheCallerIsGone() throws Exception {
        OutputStream in = start("", "sh", "-c", "echo on; exec sleep 600");
        awaitOutput("on");

        in.close();

        assertThat(attach.waitFor()).isEqualTo(HUNG_UP);
    }

    @Test
    void hangsUpEvenIfTheCommandReadsNothing() throws Exception {
        OutputStream in = start("", "sh", "-c", "echo on; exec sleep 600");
        awaitOutput("on");
        for (int i = 0; i < 4; i++) {
            send(in, AttachFrames.stdin(Buffer.buffer(new byte[60_000])));
        }

        in.close();

        assertThat(attach.waitFor()).isEqualTo(HUNG_UP);
    }

    @Test
    void killsWhatDoesNotCareForAHangUp() throws Exception {
        OutputStream in = start("", "sh", "-c", "trap '' HUP; echo on; sleep 600");
        awaitOutput("on");

        in.close();

        assertThat(attach.waitFor()).isEqualTo(137);
    }

    @Test
    void givesATerminalOfThatSize() throws Exception {
        start("101x33", "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size; exit 3");

        assertThat(stdout()).isEqualTo("33 101\r\n");
        assertThat(attach.waitFor()).isEqualTo(3);
    }

    @Test
    void resizesTheTerminal() throws Exception {
        OutputStream in =
                start("80x24", "bash", "-c", "trap 'stty size; exit' WINCH; echo on; while :; do sleep 0.05; done");
        awaitOutput("on\r\n");

        send(in, AttachFrames.resized(new Processes.Size(120, 40)));

        assertThat(stdout()).isEqualTo("40 120\r\n");
    }

    @Test
    void takesKeysAndTheEndFromATerminal() throws Exception {
        OutputStream in = start("80x24", "sh", "-c", "stty -echo; echo on; cat");
        awaitOutput("on\r\n");

        send(in, AttachFrames.stdin(Buffer.buffer("hello\r")));
        send(in, AttachFrames.endOfStdin());

        assertThat(stdout()).isEqualTo("hello\r\n");
        assertThat(attach.waitFor()).isZero();
    }

    @Test
    void interruptsTheForegroundOfATerminal() throws Exception {
        OutputStream in = start("80x24", "sh", "-c", "echo on; exec sleep 600");
        awaitOutput("on");

        send(in, AttachFrames.stdin(Buffer.buffer("\u0003")));

        assertThat(attach.waitFor()).isEqualTo(130);
    }

    @Test
    void hangsUpATerminal() throws Exception {
        OutputStream in = start("80x24", "bash", "-c", "echo on; sleep 600; echo never");
        awaitOutput("on");

        in.close();

        assertThat(attach.waitFor()).isEqualTo(HUNG_UP);
    }

    @Test
    void startsSparkExecWithEverythingInItsPlace() {
        Buffer frame = AttachFrames.start(new Processes.Command(
                List.of(Buffer.buffer("ls"), Buffer.buffer("-l")),
                Map.of("A", Buffer.buffer("b=c")),
                Optional.of(Buffer.buffer("/tmp")),
                Optional.of(new Processes.Size(80, 24))));

        assertThat(frame.getByte(0)).isEqualTo((byte) 'S');
        assertThat(frame.getInt(1)).isEqualTo(frame.length() - 5);
        assertThat(frame.getString(5, frame.length()).split("\0"))
                .containsExactly(
                        "80x24", "/usr/local/bin/spark-exec", "--dir", "/tmp", "--env", "A=b=c", "--", "ls", "-l");
    }
}
