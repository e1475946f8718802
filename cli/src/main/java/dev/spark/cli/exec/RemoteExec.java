package dev.spark.cli.exec;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.Problem;
import dev.spark.cli.json.Json;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.surroundings.OutputClosed;
import dev.spark.cli.surroundings.PromptOutput;
import dev.spark.cli.surroundings.Surroundings;
import dev.spark.cli.surroundings.Terminal;
import dev.spark.cli.websocket.Message.Binary;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.Message.Text;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command in a spark with this process's streams. Binary messages begin with their channel; text messages are JSON:
 * a resize and the end of input from here, the exit code or an error from there.
 */
public final class RemoteExec {
    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final int CHUNK = 32 * 1024;

    /** What the gateway takes. */
    private static final int LARGEST_START = 3 * 1024 * 1024;

    private static final Duration LONG = Duration.ofMillis(700);

    private final Api api;
    private final Surroundings surroundings;
    private final Consumer<@Nullable String> progress;

    /** @param progress shows what goes on at the moment, or nothing any more */
    public RemoteExec(Api api, Surroundings surroundings, Consumer<@Nullable String> progress) {
        this.api = api;
        this.surroundings = surroundings;
        this.progress = progress;
    }

    /**
     * Returns the command's own exit code.
     *
     * @throws Failure if it could not be run, or the connection was lost before its end
     * @throws OutputClosed if nobody reads what it prints
     */
    public int run(String address, RemoteCommand command) throws OutputClosed {
        var start = start(command);
        try (var connection = open(address)) {
            send(connection, start);
            var raw = command.tty() == null ? null : rawTerminal(connection);
            try {
                Thread.ofPlatform().daemon().name("exec-input").start(() -> sendInput(connection, command));
                return receive(connection, address);
            } finally {
                closeInput();
                if (raw != null) {
                    raw.close();
                }
            }
        }
    }

    private static String start(RemoteCommand command) {
        var start = Json.write(command.json());
        if (start.length() > LARGEST_START) {
            throw Failure.wrongUsage(
                    "the command is larger than Linux takes: 2 MiB, with its environment",
                    "Pass more by standard input (spark exec -i) or in a file (spark cp).");
        }
        return start;
    }

    /** Frees the thread that reads it. */
    private void closeInput() {
        try {
            surroundings.in().close();
        } catch (IOException e) {
            // Then nobody reads it.
        }
    }

    /** A spark that does not run yet is waited for, which is worth a word. */
    private WebSocketConnection open(String address) {
        var patience = Thread.ofPlatform().daemon().name("exec-waits").start(() -> sayThatItTakesLong(address));
        try {
            return api.webSocket(Sparks.path(address, "exec"), Sparks.about(address));
        } finally {
            patience.interrupt();
            awaitEnd(patience);
            progress.accept(null);
        }
    }

    private void sayThatItTakesLong(String address) {
        try {
            Thread.sleep(LONG);
            progress.accept("  waiting for " + address + ", which may be on its way");
        } catch (InterruptedException e) {
            // It has come.
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Terminal.Change rawTerminal(WebSocketConnection connection) {
        var terminal = surroundings.terminal();
        terminal.onResize(() -> send(connection, resize(terminal.size())));
        return terminal.raw();
    }

    private static String resize(Terminal.Size size) {
        var json = Json.object();
        json.putObject("resize").put("cols", size.cols()).put("rows", size.rows());
        return Json.write(json);
    }

    private void sendInput(WebSocketConnection connection, RemoteCommand command) {
        try {
            if (command.readsInput()) {
                copy(surroundings.in(), connection);
            }
            connection.sendText("{\"eof\":true}");
        } catch (IOException e) {
            // The receiving side finds out, and says so.
        }
    }

    private static void copy(InputStream in, WebSocketConnection connection) throws IOException {
        var message = new byte[1 + CHUNK];
        message[0] = STDIN;
        for (var n = in.read(message, 1, CHUNK); n >= 0; n = in.read(message, 1, CHUNK)) {
            connection.sendBinary(message, 0, 1 + n);
        }
    }

    private static void send(WebSocketConnection connection, String text) {
        try {
            connection.sendText(text);
        } catch (IOException e) {
            // The receiving side finds out, and says so.
        }
    }

    private int receive(WebSocketConnection connection, String address) throws OutputClosed {
        var out = surroundings.bytesOut();
        var err = surroundings.err();
        while (true) {
            switch (connection.read()) {
                case Binary message -> write(message, out, err);
                case Text text -> {
                    var exitCode = exitCode(text.text(), address);
                    if (exitCode != null) {
                        return exitCode;
                    }
                }
                case Closed closed -> throw lost(closed, address);
            }
        }
    }

    private static void write(Binary message, PromptOutput out, PrintStream err) throws OutputClosed {
        if (message.length() < 1) {
            return;
        }
        if (message.bytes()[0] == STDOUT) {
            out.write(message.bytes(), 1, message.length() - 1);
        } else if (message.bytes()[0] == STDERR) {
            err.write(message.bytes(), 1, message.length() - 1);
            err.flush();
        }
    }

    private @Nullable Integer exitCode(String text, String address) {
        var json = Json.parseIfAny(text);
        var error = json.path("error");
        if (error.isObject()) {
            throw Problem.of(error)
                    .asFailure(Sparks.about(address), api.gateway().url());
        }
        var exitCode = json.path("exit_code");
        return exitCode.isNumber() ? exitCode.asInt() & 0xff : null;
    }

    private Failure lost(Closed closed, String address) {
        if (closed.code() >= Closed.OWN) {
            return Problem.ofReason(closed.reason())
                    .asFailure(Sparks.about(address), api.gateway().url());
        }
        return new Failure(
                ExitCode.UNREACHABLE,
                "the connection was lost before the command ended",
                "It may still be running in the spark: look before you run it again.");
    }
}
