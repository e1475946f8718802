package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import dev.spark.gateway.websocket.Message;
import dev.spark.gateway.websocket.MessageSocket;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By the API server's port-forward: channel 0 is the stream, channel 1 tells an error, and each begins with a message of the
 * port in two bytes. Nothing says that the port was reached, but sshd's first words; and the protocol cannot end one direction.
 */
final class PortForwardDial implements Dial {

    private static final byte DATA = 0;
    private static final byte ERROR = 1;

    private final Pods pods;
    private final ApiServer api;
    private final DialConfig config;

    PortForwardDial(Pods pods, ApiServer api, DialConfig config) {
        this.pods = pods;
        this.api = api;
        this.config = config;
    }

    @Override
    public Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException {
        return connect(pods.readyPodOf(spark), port);
    }

    @Override
    public Connection knock(SparkId spark) throws Unreachable, InterruptedException {
        return connect(pods.startingPodOf(spark), SSH, config.knockTimeout());
    }

    Connection connect(Pods.SparkPod pod, int port) throws Unreachable, InterruptedException {
        return connect(pod, port, config.connectTimeout());
    }

    private Connection connect(Pods.SparkPod pod, int port, Duration timeout) throws Unreachable, InterruptedException {
        MessageSocket socket = api.open(pod, "portforward", List.of("ports=" + port), timeout);
        var connection = new ForwardedPort(socket, api.keepOpen(socket));
        try {
            connection.begin(timeout, port);
            return connection;
        } catch (Unreachable | InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    private static final class ForwardedPort implements Connection {

        /** An error follows the first messages within a few milliseconds; without one by then, the port is taken for reached. */
        private static final Duration REFUSED_WITHIN = Duration.ofMillis(50);

        /** Where the spark cannot be told that nothing more comes: how long it may be silent before it is over. */
        private static final Duration SILENT_AFTER_END = Duration.ofSeconds(10);

        private final MessageSocket socket;
        private final Runnable onClose;
        private @Nullable Message first;
        private volatile boolean ended;

        ForwardedPort(MessageSocket socket, Runnable onClose) {
            this.socket = socket;
            this.onClose = onClose;
        }

        void begin(Duration timeout, int port) throws Unreachable, InterruptedException {
            for (int channels = 2; channels > 0; channels--) {
                if (!(socket.receive(timeout) instanceof Message.Binary)) {
                    throw Unreachable.absent("the cluster does not let it through");
                }
            }
            first = socket.receive(port == SSH ? timeout : REFUSED_WITHIN);
            String error = first == null ? null : errorIn(first);
            if (error != null) {
                throw error.contains("refused")
                        ? Unreachable.refused("nothing listens on port " + port)
                        : Unreachable.absent("its pod does not answer");
            }
            if (port == SSH && !isData(first)) {
                throw Unreachable.absent("its sshd says nothing");
            }
        }

        private static boolean isData(@Nullable Message message) {
            return message instanceof Message.Binary(Buffer bytes) && bytes.length() > 1 && bytes.getByte(0) == DATA;
        }

        @Override
        public @Nullable Buffer read() throws IOException, InterruptedException {
            while (true) {
                boolean nothingMoreGoesThere = ended;
                Message next = first == null ? socket.receive(SILENT_AFTER_END) : first;
                first = null;
                if (next == null) {
                    if (nothingMoreGoesThere) {
                        return null;
                    }
                    continue;
                }
                String error = errorIn(next);
                if (error != null) {
                    throw new IOException(error);
                }
                if (next instanceof Message.Closed(int code, String reason)) {
                    if (code == 1000) {
                        return null;
                    }
                    throw new IOException("the cluster ended it: " + code + " " + reason);
                }
                if (next instanceof Message.Binary(Buffer bytes) && bytes.length() > 1 && bytes.getByte(0) == DATA) {
                    return bytes.slice(1, bytes.length());
                }
            }
        }

        private static @Nullable String errorIn(Message message) {
            return message instanceof Message.Binary(Buffer bytes) && bytes.length() > 1 && bytes.getByte(0) == ERROR
                    ? bytes.getString(1, bytes.length())
                    : null;
        }

        @Override
        public void write(Buffer bytes) throws IOException {
            socket.send(Buffer.buffer(1 + bytes.length()).appendByte(DATA).appendBuffer(bytes));
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void close() {
            onClose.run();
            socket.close(1000, "");
        }
    }
}
