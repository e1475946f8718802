package dev.spark.gateway.jump;

import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.dial.Connection;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that leads into a spark: a thread for each direction. What the client sends waits in a queue of the size of its window,
 * which is opened again by what the spark took; what the spark sends is read when the client's window and its socket have taken
 * what was before. Each direction ends on its own.
 */
final class JumpChannel extends AbstractServerChannel {

    private static final Duration EVER = Duration.ofDays(365);

    /** In bytes, of what is taken or sent at once. */
    static final int LARGEST_CHUNK = 32 * 1024;

    /** After the spark ended its side: how long the client may be silent before it is over. */
    private static final Duration SILENT_AFTER_END = Duration.ofSeconds(10);

    /** After the client left: how long the spark may take for what the client had sent. */
    private static final Duration FLUSHED_WITHIN = Duration.ofSeconds(10);

    private final ReachSparks.Reached spark;
    private final ByteQueue toSpark;
    private final CountDownLatch flushed = new CountDownLatch(1);
    private volatile Connections.@Nullable Open open;
    private volatile boolean clientEnded;
    private volatile boolean sparkEnded;
    private volatile boolean begun;
    private volatile long heardAt = System.nanoTime();

    JumpChannel(ReachSparks.Reached spark, int window) {
        super(null);
        this.spark = spark;
        this.toSpark = new ByteQueue(window);
    }

    /** To be called when the client knows that it is open. */
    void begin(Connections connections) {
        open = connections.opened(spark.admitted(), Connections.Kind.JUMP, (ending, detail) -> cut());
        begun = true;
        Thread.ofVirtual().name("jump-to-spark").start(this::toSpark);
        Thread.ofVirtual().name("jump-from-spark").start(this::fromSpark);
        if (isClosing()) {
            forget();
        }
    }

    private void cut() {
        bytes().close();
        close(false);
    }

    private Connection bytes() {
        return spark.bytes();
    }

    private void toSpark() {
        try {
            for (byte[] chunk = toSpark.take(LARGEST_CHUNK); chunk != null; chunk = toSpark.take(LARGEST_CHUNK)) {
                bytes().write(Buffer.buffer(chunk));
                Connections.Open counted = open;
                if (counted != null) {
                    counted.sentToSpark(chunk.length);
                }
                if (!isClosing()) {
                    getLocalWindow().release(chunk.length);
                }
            }
            bytes().end();
            clientEnded = true;
            if (sparkEnded) {
                close(false);
            }
        } catch (IOException e) {
            close(false); // the spark is gone, or listens no more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            flushed.countDown();
        }
    }

    private void fromSpark() {
        try {
            for (Buffer chunk = bytes().read(); chunk != null; chunk = bytes().read()) {
                send(chunk.getBytes());
                Connections.Open counted = open;
                if (counted != null) {
                    counted.receivedFromSpark(chunk.length());
                }
            }
            sendEof();
            sparkEnded = true;
            heardAt = System.nanoTime();
            while (!clientEnded && !isClosing()) {
                long silent = System.nanoTime() - heardAt;
                if (silent >= SILENT_AFTER_END.toNanos()) {
                    break;
                }
                flushed.await(SILENT_AFTER_END.toNanos() - silent, TimeUnit.NANOSECONDS);
            }
            close(false);
        } catch (IOException e) {
            close(false); // the spark is gone, or the client
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the client's socket took it. */
    private void send(byte[] bytes) throws IOException, InterruptedException {
        RemoteWindow window = getRemoteWindow();
        long longest = Math.min(window.getPacketSize(), LARGEST_CHUNK);
        for (int from = 0; from < bytes.length; ) {
            long room = window.waitForSpace(EVER);
            int length = (int) Math.min(bytes.length - from, Math.min(room, longest));
            window.waitAndConsume(length, EVER);
            var packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, length + 16);
            packet.putUInt(getRecipient());
            packet.putBytes(bytes, from, length);
            awaitWritten(writePacket(packet));
            from += length;
        }
    }

    private void awaitWritten(IoWriteFuture written) throws IOException {
        while (!written.await(Duration.ofSeconds(5))) {
            if (isClosing() || getSession().isClosing()) {
                throw new IOException("the client is gone");
            }
        }
        if (!written.isWritten()) {
            throw new IOException("the client is gone", written.getException());
        }
    }

    /** On the thread that reads from the client, which must not wait. The window was checked before. */
    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        heardAt = System.nanoTime();
        toSpark.put(data, offset, (int) length);
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        throw new IOException("a channel to a port has no standard error");
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        toSpark.end();
    }

    @Override
    protected void preClose() {
        toSpark.end();
        if (begun) {
            forget();
        } else {
            bytes().close();
        }
        super.preClose();
    }

    private void forget() {
        Thread.ofVirtual().name("jump-end").start(() -> {
            try {
                flushed.await(FLUSHED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                bytes().close();
                Connections.Open counted = open;
                if (counted != null) {
                    counted.close();
                }
            }
        });
    }
}
