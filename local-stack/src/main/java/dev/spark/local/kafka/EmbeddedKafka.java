package dev.spark.local.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spark.local.FreePort;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker that is its own controller, in this JVM, reachable from this machine only.
 *
 * <p>Its data folder is formatted once and survives restarts, also after the process was killed. What an acknowledged
 * message survives is the death of the process, not of the machine: like every Kafka, it leaves flushing to the kernel.
 * It logs through slf4j.
 */
public final class EmbeddedKafka implements AutoCloseable {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private final Path folder;
    private final int port;
    private @Nullable KafkaRaftServer server;

    /**
     * @param folder where the messages are kept; made if missing
     * @param port the port to listen on at 127.0.0.1; 0 takes a free one and keeps it for the life of this object
     */
    public EmbeddedKafka(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = FreePort.orElse(port);
    }

    /** Returns when the broker takes requests: 2 to 4 s on a small machine. */
    public synchronized EmbeddedKafka start() {
        if (server != null) {
            throw new IllegalStateException("Kafka is running already at " + bootstrapServers());
        }
        formatOnce();
        var properties = KafkaProperties.of(folder, port, FreePort.find());
        var starting = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server = starting;
        try {
            starting.startup();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return this;
    }

    /** What clients put into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Blocks until {@link #close} has been called and the broker has ended. */
    void awaitShutdown() {
        var running = server;
        if (running != null) {
            running.awaitShutdown();
        }
    }

    /** Ends the broker after writing down what a quick next start needs. Does nothing where it does not run. */
    @Override
    public synchronized void close() {
        var running = server;
        server = null;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
        }
    }

    private void formatOnce() {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("the Kafka folder " + folder + " cannot be formatted", e);
        }
    }
}
