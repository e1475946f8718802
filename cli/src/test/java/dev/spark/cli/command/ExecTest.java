package dev.spark.cli.command;

import static dev.spark.cli.gateway.FakeGateway.json;
import static dev.spark.cli.gateway.FakeGateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.cli.gateway.FakeGateway;
import dev.spark.cli.gateway.ServerSide;
import dev.spark.cli.run.Cli;
import dev.spark.cli.run.FakeTerminal;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest {
    @TempDir
    Path home;

    FakeGateway gateway;
    Cli cli;

    /** What the client sent, in order: text as it is, input as {@code <text}. */
    final List<String> sent = new ArrayList<>();

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

    @FunctionalInterface
    private interface Script {
        void run(ServerSide socket) throws IOException;
    }

    /** Takes the command and all input, then answers. */
    private void answering(Script script) {
        gateway.on("GET", "/v1/sparks/demo/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            for (var frame = socket.read(); frame.opcode() != 8; frame = socket.read()) {
                sent.add(frame.opcode() == 1 ? frame.text() : "<" + frame.text().substring(1));
                if (frame.text().equals("{\"eof\":true}")) {
                    break;
                }
            }
            script.run(socket);
        });
    }

    @Test
    void runsACommandAndPassesItsExitCodeOn() {
        answering(socket -> {
            socket.channel(1, "out\n");
            socket.channel(2, "err\n");
            socket.text("{\"exit_code\":42}");
        });

        var result = cli.run("exec", "demo", "--", "make", "-C", "x");

        assertThat(result).isEqualTo(new Cli.Result(42, "out\n", "err\n"));
        assertThat(sent)
                .containsExactly("{\"command\":[\"make\",\"-C\",\"x\"],\"tty\":false,\"env\":{}}", "{\"eof\":true}");
        assertThat(gateway.last("GET", "/v1/sparks/demo/exec").header("authorization"))
                .isEqualTo("Bearer secret-token");
    }

    @Test
    void passesFolderAndEnvironmentOn() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.with("TOKEN", "t").run("exec", "-w", "/tmp", "-e", "A=1", "-e", "TOKEN", "demo", "env");

        assertThat(sent.getFirst())
                .isEqualTo(
                        "{\"command\":[\"env\"],\"tty\":false,\"env\":{\"A\":\"1\",\"TOKEN\":\"t\"},\"dir\":\"/tmp\"}");
    }

    @Test
    void sendsALargeCommandWhole() {
        answering(socket -> socket.text("{\"exit_code\":0}"));
        var word = "größe\n".repeat(15_000);

        var result = cli.run("exec", "demo", "--", "printf", word, "b");

        assertThat(result).isEqualTo(new Cli.Result(0, "", ""));
        assertThat(sent.getFirst())
                .isEqualTo("{\"command\":[\"printf\",\"" + word.replace("\n", "\\n")
                        + "\",\"b\"],\"tty\":false,\"env\":{}}");
    }

    @Test
    void sendsWhatIsNotUtf8AsBase64() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.run("exec", "-e", "A=ü", "-w", "/tmp", "demo", "--", "printf", "\udcff", "a");

        assertThat(sent.getFirst())
                .isEqualTo(
                        "{\"command\":[\"cHJpbnRm\",\"/w==\",\"YQ==\"],\"tty\":false,\"env\":{\"A\":\"w7w=\"},\"dir\":\"L3RtcA==\","
                                + "\"encoding\":\"base64\"}");
    }

    @Test
    void sendsWhatJsonWouldBlowUpAsBase64() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.run("exec", "demo", "--", "printf", "\u0001".repeat(100_000));

        assertThat(sent.getFirst()).hasSizeLessThan(140_000).contains("\"encoding\":\"base64\"");
    }

    @Test
    void refusesMoreThanLinuxTakes() {
        var result = cli.run("exec", "demo", "--", "printf", "x".repeat(2_500_000));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("spark: the command is larger than Linux takes: 2 MiB, with its environment\n");
    }

    @Test
    void passesOnWhatTheGatewaySaysOfACommand() {
        gateway.on("GET", "/v1/sparks/demo/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            socket.text("{\"error\":{\"code\":\"invalid_request\",\"detail\":\"command: must have short words\"}}");
            socket.close(4000, "invalid_request: command: must have short words");
        });

        var result = cli.run("exec", "demo", "--", "printf", "x".repeat(400_000));

        assertThat(result.exitCode()).isNotIn(0, 141);
        assertThat(result.err()).contains("command: must have short words");
    }

    @Test
    void passesInputOnWhenTold() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.reading("hello").run("exec", "-i", "demo", "--", "cat");

        assertThat(sent).endsWith("<hello", "{\"eof\":true}");
    }

    @Test
    void leavesInputAloneOtherwise() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.reading("hello").run("exec", "demo", "--", "cat");

        assertThat(sent).hasSize(2).endsWith("{\"eof\":true}");
    }

    @Test
    void givesATerminalToWhoIsAtOne() throws IOException {
        var terminal = new FakeTerminal(true, true, true);
        var keys = new PipedOutputStream();
        gateway.on("GET", "/v1/sparks/demo/exec", exchange -> {
            var socket = exchange.webSocket(Map.of());
            sent.add(socket.read().text());
            socket.channel(1, "$ ");
            keys.write('x');
            keys.flush();
            sent.add("<" + socket.read().text().substring(1));
            terminal.resize();
            sent.add(socket.read().text());
            socket.text("{\"exit_code\":0}");
        });

        var result = cli.on(terminal).reading(new PipedInputStream(keys)).run("exec", "demo", "--", "bash");

        assertThat(result.out()).isEqualTo("$ ");
        assertThat(sent)
                .containsExactly(
                        "{\"command\":[\"bash\"],\"tty\":true,\"env\":{},\"cols\":100,\"rows\":30}",
                        "<x",
                        "{\"resize\":{\"cols\":100,\"rows\":30}}");
        assertThat(terminal.log()).containsExactly("raw", "restored");
    }

    @Test
    void saysWhichTerminalItIs() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        cli.on(new FakeTerminal(true, true, true))
                .with("TERM", "xterm-kitty")
                .with("COLORTERM", "truecolor")
                .run("exec", "-e", "COLORTERM=no", "demo", "--", "top");

        assertThat(sent.getFirst()).contains("\"env\":{\"COLORTERM\":\"no\",\"TERM\":\"xterm-kitty\"}");
    }

    @Test
    void givesNoneWhereThereIsNone() {
        answering(socket -> socket.text("{\"exit_code\":0}"));

        var result = cli.run("exec", "-it", "demo", "--", "bash");

        assertThat(sent.getFirst()).contains("\"tty\":false");
        assertThat(result.err()).isEqualTo("spark: no terminal for the command: standard input is not one\n");
    }

    @Test
    void givesNoneWhenTold() {
        answering(socket -> socket.text("{\"exit_code\":0}"));
        var terminal = new FakeTerminal(true, true, true);

        cli.on(terminal).run("exec", "--no-tty", "demo", "--", "bash");

        assertThat(sent.getFirst()).contains("\"tty\":false");
        assertThat(terminal.log()).isEmpty();
    }

    @Test
    void restoresTheTerminalAlsoAfterALostConnection() {
        answering(socket -> {});
        var terminal = new FakeTerminal(true, true, true);

        var result = cli.on(terminal).run("exec", "demo", "--", "bash");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err()).contains("the connection was lost before the command ended");
        assertThat(terminal.log()).containsExactly("raw", "restored");
    }

    @Test
    void passesOnThatItCouldNotBeRun() {
        answering(socket -> socket.text("{\"error\":{\"code\":\"stopped\",\"detail\":\"demo is stopped\"}}"));

        var result = cli.run("exec", "demo", "--", "ls");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).startsWith("spark: demo is stopped\n");
    }

    @Test
    void passesOnARefusalBeforeTheUpgrade() {
        gateway.on("GET", "/v1/sparks/demo/exec", problem(409, "conflict", "demo is being deleted", "Make another."));

        var result = cli.run("exec", "demo", "--", "ls");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("spark: demo is being deleted\n       Make another.\n");
        assertThat(cli.run("exec", "gone", "--", "ls").exitCode()).isEqualTo(3);
    }

    @Test
    void asksOnceForJson() {
        var body = "{\"exit_code\":3,\"stdout\":\"x\\n\",\"stderr\":\"\",\"truncated\":false}";
        gateway.on("POST", "/v1/sparks/demo/exec", json(200, body));

        var result = cli.run("exec", "demo", "-o", "json", "--timeout", "5m", "--", "ls", "-o");

        assertThat(result).isEqualTo(new Cli.Result(3, body, ""));
        assertThat(gateway.last("POST", "/v1/sparks/demo/exec").text())
                .isEqualTo("{\"command\":[\"ls\",\"-o\"],\"tty\":false,\"env\":{},\"timeout\":\"5m\"}");
        assertThat(cli.run("exec", "--timeout", "5m", "demo", "--", "ls").exitCode())
                .isEqualTo(2);
    }

    @Test
    void doesNotRunACommandTwiceWhenTheAnswerIsLost() {
        gateway.on("POST", "/v1/sparks/demo/exec", FakeGateway.hangUp());

        assertThat(cli.run("exec", "demo", "-o", "json", "--", "ls").exitCode()).isEqualTo(69);
        assertThat(gateway.calls()).containsExactly("POST /v1/sparks/demo/exec");
    }

    @Test
    void wantsACommand() {
        assertThat(cli.run("exec", "demo").exitCode()).isEqualTo(2);
        assertThat(cli.run("exec", "demo", "--").exitCode()).isEqualTo(2);
        assertThat(cli.run("exec").exitCode()).isEqualTo(2);
    }
}
