package dev.spark.gateway.exec;

import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.RunOnce;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.Doorkeeper;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.dial.Processes;
import dev.spark.gateway.dial.RemoteProcess;
import dev.spark.gateway.dial.RemoteProcess.Output;
import dev.spark.gateway.dial.Unreachable;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.domain.SparkView;
import dev.spark.gateway.http.Calls;
import dev.spark.gateway.http.Fields;
import dev.spark.gateway.http.Json;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs a command to its end and answers what it said. */
@Path("/v1/sparks/{spark}/exec")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sparks")
public class ExecResource {

    static final int MOST_OUTPUT = 1024 * 1024;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

    /** What a shell's {@code timeout} answers. */
    private static final int TIMED_OUT = 124;

    private final Doorkeeper doorkeeper;
    private final Processes processes;
    private final Connections connections;
    private final RunOnce runOnce;

    ExecResource(Doorkeeper doorkeeper, Processes processes, Connections connections, RunOnce runOnce) {
        this.doorkeeper = doorkeeper;
        this.processes = processes;
        this.connections = connections;
        this.runOnce = runOnce;
    }

    /**
     * @param encoding {@code base64}: the words of the command, the values of env and dir are base64 of their bytes, for what is
     *     no UTF-8
     * @param timeout {@code 90s}, {@code 5m}: after it the command is killed; default 60s, at most 10m
     */
    @Schema(name = "Exec")
    public record Call(
            @Nullable List<@Nullable String> command,
            @Nullable Boolean tty,
            @Nullable Map<String, @Nullable String> env,
            @Nullable String dir,
            @Nullable String encoding,
            @Nullable String timeout) {}

    /**
     * @param exitCode the command's, 124 if it was killed because its time was up
     * @param truncated whether it wrote more to stdout or stderr than is here
     */
    @Schema(name = "ExecResult")
    public record Result(int exitCode, String stdout, String stderr, boolean truncated, boolean timedOut) {}

    @POST
    @RunOnVirtualThread
    @Operation(
            summary = "Runs a command in a spark",
            description =
                    "As the spark's user, by no shell, with an empty stdin. Wakes the spark if it sleeps. Answers when it has ended, whatever it"
                            + " left running. With tty, stderr is part of stdout. With encoding base64 the words of command, the values of"
                            + " env and dir are base64 of their bytes: for what is no UTF-8. Each may have 128 KiB.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Call.class)))
    @APIResponse(
            responseCode = "200",
            description = "What it said, and its exit code.",
            content = @Content(schema = @Schema(implementation = Result.class)))
    public Response exec(
            @PathParam("spark") String spark,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context ContainerRequestContext context,
            byte @Nullable [] body)
            throws Exception {
        Caller caller = Calls.caller(context);
        SparkView found = doorkeeper.find(caller, spark);
        Call call = Json.read(body, Call.class);
        Duration timeout = Fields.duration(call.timeout(), "timeout", Duration.ofSeconds(1), LONGEST_TIMEOUT)
                .orElse(DEFAULT_TIMEOUT);
        Processes.Command command = Commands.checked(
                call.command(),
                call.env(),
                call.dir(),
                call.encoding(),
                Boolean.TRUE.equals(call.tty()) ? Optional.of(Commands.size(null, null)) : Optional.empty());
        try {
            return Calls.response(runOnce.run(
                    Calls.key(context, body),
                    () -> run(
                            doorkeeper
                                    .admit(caller, new Proof.Token(authorization), found, Dial.SSH)
                                    .awaited(),
                            command,
                            timeout)));
        } catch (IOException e) {
            throw new RefusedException(new Refusal.Unavailable(found.name()));
        }
    }

    private Answer run(Admitted admitted, Processes.Command command, Duration timeout)
            throws IOException, InterruptedException {
        try (RemoteProcess process = processes.start(admitted.spark(), command);
                Connections.Open open =
                        connections.opened(admitted, Connections.Kind.EXEC, (ending, detail) -> process.close())) {
            open.runsCommand();
            process.end();
            return new Answer(200, null, Json.write(result(process, timeout, open)));
        } catch (Unreachable e) {
            throw new RefusedException(new Refusal.Unavailable(admitted.name()));
        }
    }

    private static Result result(RemoteProcess process, Duration timeout, Connections.Open open)
            throws IOException, InterruptedException {
        var stdout = new Kept();
        var stderr = new Kept();
        var timedOut = new AtomicBoolean();
        Thread clock = Thread.ofVirtual().name("exec-timeout").start(() -> {
            try {
                Thread.sleep(timeout);
                timedOut.set(true);
                process.close();
            } catch (InterruptedException e) {
                // It ended before.
            }
        });
        int exitCode;
        try {
            exitCode = readToEnd(process, stdout, stderr, open);
        } catch (IOException e) {
            if (!timedOut.get()) {
                throw e;
            }
            exitCode = TIMED_OUT;
        } finally {
            clock.interrupt();
        }
        return new Result(
                exitCode,
                stdout.text(),
                stderr.text(),
                stdout.isTruncated() || stderr.isTruncated(),
                timedOut.get() && exitCode == TIMED_OUT);
    }

    private static int readToEnd(RemoteProcess process, Kept stdout, Kept stderr, Connections.Open open)
            throws IOException, InterruptedException {
        while (true) {
            switch (process.read()) {
                case Output.Stdout(Buffer bytes) -> {
                    stdout.add(bytes);
                    open.receivedFromSpark(bytes.length());
                }
                case Output.Stderr(Buffer bytes) -> {
                    stderr.add(bytes);
                    open.receivedFromSpark(bytes.length());
                }
                case Output.Exited(int code) -> {
                    return code;
                }
            }
        }
    }

    /** The first so many bytes of a stream. */
    private static final class Kept {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean truncated;

        void add(Buffer more) {
            int room = MOST_OUTPUT - bytes.size();
            truncated |= more.length() > room;
            bytes.writeBytes(more.getBytes(0, Math.min(more.length(), room)));
        }

        boolean isTruncated() {
            return truncated;
        }

        /** What is no UTF-8 is replaced. */
        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
