package dev.spark.gateway.activator;

import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.dial.Connection;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Passes bytes on in both directions, a thread for each, until both have ended or one broke. */
final class Splice {

    private static final Logger LOG = Logger.getLogger(Splice.class);
    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 64 * 1024;

    /** After the spark ended its side: how long the client may be silent before it is over. */
    private static final Duration SILENT_AFTER_END = Duration.ofSeconds(10);

    private final SocketChannel client;
    private final Connection spark;
    private final Connections.Open open;
    private volatile long heardAt = System.nanoTime();

    Splice(SocketChannel client, Connection spark, Connections.Open open) {
        this.client = client;
        this.spark = spark;
        this.open = open;
    }

    /** Returns when it is over; both ends are closed then. */
    void run() throws InterruptedException {
        Thread there = Thread.ofVirtual().name("to-spark").start(this::toSpark);
        boolean ended = fromSpark();
        while (ended && !there.join(SILENT_AFTER_END)) {
            ended = System.nanoTime() - heardAt < SILENT_AFTER_END.toNanos();
        }
        close();
        there.join();
    }

    private void toSpark() {
        int chunk = SMALL;
        try {
            while (true) {
                ByteBuffer bytes = ByteBuffer.allocate(chunk);
                int read = client.read(bytes);
                heardAt = System.nanoTime();
                if (read < 0) {
                    spark.end();
                    return;
                }
                // As much at once as comes: little memory where little does.
                chunk = read == chunk ? LARGE : read < SMALL ? SMALL : chunk;
                spark.write(Buffer.buffer(Unpooled.wrappedBuffer(bytes.flip())));
                open.sentToSpark(read);
            }
        } catch (IOException e) {
            LOG.debugf("to %s: %s", open.admitted(), e.getMessage());
            close();
        }
    }

    /** Whether it came to its end, and did not break. */
    private boolean fromSpark() throws InterruptedException {
        try {
            for (Buffer bytes = spark.read(); bytes != null; bytes = spark.read()) {
                ByteBuffer rest = bytes.getByteBuf().nioBuffer();
                while (rest.hasRemaining()) {
                    client.write(rest);
                }
                open.receivedFromSpark(bytes.length());
            }
            client.shutdownOutput();
            return true;
        } catch (IOException e) {
            LOG.debugf("from %s: %s", open.admitted(), e.getMessage());
            return false;
        }
    }

    private void close() {
        spark.close();
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is left of it either way.
        }
    }
}
