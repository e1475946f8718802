package dev.spark.gateway.dial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.SparkId;
import dev.spark.gateway.websocket.Message;
import dev.spark.gateway.websocket.MessageSocket;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * By the API server's exec of the image's {@code attach}, to whose stdin everything goes in frames: the command line (which
 * so stays out of audit logs), its stdin and the end of it, the size of its terminal.
 */
@ApplicationScoped
class PodProcesses implements Processes {

    /** The container's launcher, which goes into the spark's own root file system. */
    private static final String LAUNCHER = "/spark";

    private static final String ATTACH = "/usr/local/lib/spark/attach";

    private final Pods pods;
    private final ApiServer api;
    private final Patience patience;
    private final Duration timeout;

    PodProcesses(Pods pods, ApiServer api, DialConfig config) {
        this.pods = pods;
        this.api = api;
        this.patience = Patience.of(config);
        this.timeout = config.connectTimeout();
    }

    @Override
    public RemoteProcess start(SparkId spark, Command command) throws Unreachable, InterruptedException {
        MessageSocket socket = patience.with(true, () -> {
            Pods.SparkPod pod = pods.readyPodOf(spark);
            var parameters = new ArrayList<String>();
            if (pod.launched()) {
                parameters.addAll(List.of("command=" + LAUNCHER, "command=enter"));
            }
            parameters.addAll(List.of(
                    "command=" + ATTACH, "container=" + pod.container(), "stdin=true", "stdout=true", "stderr=true"));
            return api.open(pod, "exec", parameters, timeout);
        });
        var process = new Attached(socket, api.keepOpen(socket));
        try {
            process.frame(AttachFrames.start(command));
            return process;
        } catch (IOException e) {
            process.close();
            throw Unreachable.absent("the cluster does not let it through");
        }
    }

    private static final class Attached implements RemoteProcess {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final byte STDIN = 0;
        private static final byte STDOUT = 1;
        private static final byte STDERR = 2;
        private static final byte STATUS = 3;
        private static final int LONGEST_MESSAGE = 256 * 1024;

        private final MessageSocket socket;
        private final Runnable onClose;

        Attached(MessageSocket socket, Runnable onClose) {
            this.socket = socket;
            this.onClose = onClose;
        }

        @Override
        public Output read() throws IOException, InterruptedException {
            while (true) {
                switch (socket.receive()) {
                    case Message.Closed(int code, String reason) ->
                        throw new IOException("the cluster ended it: " + code + " " + reason);
                    case Message.Text text -> {}
                    case Message.Binary(Buffer bytes)
                    when bytes.length() > 1 -> {
                        Buffer payload = bytes.slice(1, bytes.length());
                        switch (bytes.getByte(0)) {
                            case STDOUT -> {
                                return new Output.Stdout(payload);
                            }
                            case STDERR -> {
                                return new Output.Stderr(payload);
                            }
                            case STATUS -> {
                                return new Output.Exited(exitCode(payload));
                            }
                            default -> {}
                        }
                    }
                    case Message.Binary empty -> {} // the first of each channel
                }
            }
        }

        /** From the {@code metav1.Status} that Kubernetes ends with. */
        private static int exitCode(Buffer status) throws IOException {
            try {
                JsonNode json = JSON.readTree(status.getBytes());
                if ("Success".equals(json.path("status").asText())) {
                    return 0;
                }
                for (JsonNode cause : json.path("details").path("causes")) {
                    if ("ExitCode".equals(cause.path("reason").asText())) {
                        return Integer.parseInt(cause.path("message").asText());
                    }
                }
                throw new IOException(json.path("message").asText());
            } catch (JsonProcessingException | NumberFormatException e) {
                throw new IOException("unknown status: " + status, e);
            }
        }

        @Override
        public void write(Buffer bytes) throws IOException {
            frame(AttachFrames.stdin(bytes));
        }

        @Override
        public void end() throws IOException {
            frame(AttachFrames.endOfStdin());
        }

        @Override
        public void resize(Size size) throws IOException {
            frame(AttachFrames.resized(size));
        }

        /** In messages that each are one frame of the WebSocket: the API server takes a further frame for another message. */
        void frame(Buffer frame) throws IOException {
            for (int from = 0; from < frame.length(); from += LONGEST_MESSAGE) {
                Buffer part = frame.slice(from, Math.min(from + LONGEST_MESSAGE, frame.length()));
                socket.send(Buffer.buffer(1 + part.length()).appendByte(STDIN).appendBuffer(part));
            }
        }

        @Override
        public void close() {
            onClose.run();
            socket.close(1000, "");
        }
    }
}
