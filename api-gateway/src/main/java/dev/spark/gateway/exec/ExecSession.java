package dev.spark.gateway.exec;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.Ending;
import dev.spark.gateway.connections.FrontDoor;
import dev.spark.gateway.dial.Processes;
import dev.spark.gateway.dial.RemoteProcess;
import dev.spark.gateway.dial.RemoteProcess.Output;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import dev.spark.gateway.http.problem.Problems;
import dev.spark.gateway.websocket.Message;
import dev.spark.gateway.websocket.MessageSocket;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One command, live: a thread for each direction. */
final class ExecSession implements FrontDoor.Session {

    private static final Logger LOG = Logger.getLogger(ExecSession.class);
    private static final Duration COMMAND_WITHIN = Duration.ofSeconds(10);
    private static final int NORMAL = 1000;
    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;

    private final Admitted admitted;
    private final Processes processes;
    private final Connections connections;
    private volatile @Nullable RemoteProcess process;

    ExecSession(Admitted admitted, Processes processes, Connections connections) {
        this.admitted = admitted;
        this.processes = processes;
        this.connections = connections;
    }

    /** The client's first message. */
    record Start(
            @Nullable List<@Nullable String> command,
            @Nullable Boolean tty,
            @Nullable Map<String, @Nullable String> env,
            @Nullable String dir,
            @Nullable String encoding,
            @Nullable Integer cols,
            @Nullable Integer rows) {

        Processes.Command checked() {
            return Commands.checked(
                    command,
                    env,
                    dir,
                    encoding,
                    Boolean.TRUE.equals(tty) ? Optional.of(Commands.size(cols, rows)) : Optional.empty());
        }
    }

    /** What the client says later. */
    record Control(@Nullable Resize resize, @Nullable Boolean eof) {
        record Resize(@Nullable Integer cols, @Nullable Integer rows) {}
    }

    /** What the server says last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record End(@Nullable Integer exitCode, @Nullable Failure error) {
        record Failure(String code, String detail) {}
    }

    @Override
    public void serve(MessageSocket client) throws InterruptedException {
        try (Connections.Open open = connections.opened(admitted, Connections.Kind.EXEC, (ending, detail) -> {
            client.close(ending.closeCode(), ending.reason(detail));
            close();
        })) {
            Processes.Command command = command(client);
            RemoteProcess started = processes.start(admitted.spark(), command);
            process = started;
            if (command.terminal().isEmpty()) {
                open.runsCommand();
            }
            Thread.ofVirtual().name("from-process").start(() -> fromProcess(started, client, open));
            toProcess(client, started, open);
        } catch (RefusedException e) {
            fail(client, Ending.INVALID_REQUEST, Problems.of(e.refusal(), "").detail());
        } catch (Unreachable e) {
            fail(client, Ending.UNAVAILABLE, admitted.name() + " does not answer");
        } catch (ClientIsGone e) {
            // and there is nobody to tell
        }
    }

    private Processes.Command command(MessageSocket client) throws InterruptedException, ClientIsGone {
        return switch (client.receive(COMMAND_WITHIN)) {
            case Message.Text(String text) -> read(Start.class, text).checked();
            case Message.Closed closed -> throw new ClientIsGone();
            case Message.Binary early -> throw Fields.invalid("message", "must first be the command, as JSON text");
            case null ->
                throw Fields.invalid(
                        "message", "must first be the command, within " + COMMAND_WITHIN.toSeconds() + " seconds");
        };
    }

    private void toProcess(MessageSocket client, RemoteProcess process, Connections.Open open)
            throws InterruptedException, ClientIsGone {
        while (true) {
            try {
                switch (client.receive()) {
                    case Message.Closed closed -> throw new ClientIsGone();
                    case Message.Text(String text) -> {
                        Control control = read(Control.class, text);
                        if (control.resize() != null) {
                            process.resize(Commands.size(
                                    control.resize().cols(), control.resize().rows()));
                        }
                        if (Boolean.TRUE.equals(control.eof())) {
                            process.end();
                        }
                    }
                    case Message.Binary(Buffer bytes)
                    when bytes.length() > 0 && bytes.getByte(0) == STDIN -> {
                        process.write(bytes.slice(1, bytes.length()));
                        open.sentToSpark(bytes.length() - 1);
                    }
                    case Message.Binary unknown ->
                        throw Fields.invalid("message", "must, if binary, begin with the channel 0");
                }
            } catch (IOException e) {
                // It has ended or is out of reach: the other direction tells.
                LOG.debugf(e, "stdin of %s", admitted);
            }
        }
    }

    private void fromProcess(RemoteProcess process, MessageSocket client, Connections.Open open) {
        try {
            while (true) {
                switch (process.read()) {
                    case Output.Stdout(Buffer bytes) -> send(client, open, STDOUT, bytes);
                    case Output.Stderr(Buffer bytes) -> send(client, open, STDERR, bytes);
                    case Output.Exited(int code) -> {
                        client.send(Json.write(new End(code, null)));
                        client.close(NORMAL, "");
                        return;
                    }
                }
            }
        } catch (IOException e) {
            LOG.infof("The command of %s was lost: %s", admitted, e.getMessage());
            fail(client, Ending.UNAVAILABLE, admitted.name() + ": the connection to the command was lost");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(MessageSocket client, Connections.Open open, byte channel, Buffer bytes)
            throws IOException {
        client.send(Buffer.buffer(1 + bytes.length()).appendByte(channel).appendBuffer(bytes));
        open.receivedFromSpark(bytes.length());
    }

    private void fail(MessageSocket client, Ending ending, String detail) {
        try {
            client.send(Json.write(new End(null, new End.Failure(ending.code(), detail))));
        } catch (IOException e) {
            // It is gone already.
        }
        client.close(ending.closeCode(), ending.reason(detail));
    }

    private static <T> T read(Class<T> type, String text) {
        return Json.readMessage(text.getBytes(StandardCharsets.UTF_8), type);
    }

    @Override
    public void close() {
        RemoteProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    private static final class ClientIsGone extends Exception {}
}
