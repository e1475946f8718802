package dev.spark.gateway.websocket;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of which one thread reads and any threads write, virtual ones: {@link #receive} takes a message from the
 * network only when it is called, {@link #send} returns when the message is on its way. So what waits in memory is a few
 * frames each way, however fast one side and however slow the other is.
 */
public final class MessageSocket {

    private static final int GONE = 1006;
    private static final int LONGEST_REASON = 120;

    private final WebSocketBase socket;
    private final int longestMessage;
    private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();

    // Of the reading thread.
    private boolean asked;
    private Message.@Nullable Closed closed;

    // Of the event loop.
    private @Nullable Buffer partial;
    private boolean partialIsText;

    private volatile boolean closing;
    private volatile long lastHeard = System.nanoTime();
    private volatile @Nullable Long waitingSince;

    /**
     * To be called on the event loop of the socket, before it delivers anything.
     *
     * @param longestMessage in bytes; a longer one closes the socket with 1009
     */
    public MessageSocket(WebSocketBase socket, int longestMessage) {
        this.socket = socket;
        this.longestMessage = longestMessage;
        socket.pause();
        socket.frameHandler(this::take);
        socket.pongHandler(ignored -> lastHeard = System.nanoTime());
        socket.exceptionHandler(ignored -> {}); // its closing follows
        socket.closeHandler(ignored -> {
            socket.resume(); // the few frames that came before it
            Vertx.currentContext().runOnContext(after -> arrived.add(new Message.Closed(code(), reason())));
        });
    }

    /** The next message; waits for it. After {@link Message.Closed}, that again. */
    public Message receive() throws InterruptedException {
        return Objects.requireNonNull(next(null));
    }

    /** The next message, or null if none comes within that time. */
    public @Nullable Message receive(Duration atMost) throws InterruptedException {
        return next(atMost);
    }

    private @Nullable Message next(@Nullable Duration atMost) throws InterruptedException {
        if (closed != null) {
            return closed;
        }
        Message next = arrived.poll();
        if (next == null) {
            if (!asked) {
                asked = true;
                socket.fetch(1);
            }
            waitingSince = System.nanoTime();
            next = atMost == null ? arrived.take() : arrived.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            waitingSince = null;
        }
        if (next != null) {
            asked = false;
        }
        if (next instanceof Message.Closed last) {
            closed = last;
        }
        return next;
    }

    /** Returns when the network took it. */
    public void send(Buffer bytes) throws IOException {
        await(socket.writeBinaryMessage(bytes));
    }

    /** Returns when the network took it. */
    public void send(String text) throws IOException {
        await(socket.writeTextMessage(text));
    }

    /** Closes it after what was sent before. What still arrives is dropped. */
    public void close(int code, String reason) {
        closing = true;
        socket.close((short) code, reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
        socket.resume(); // or the other side's answer would wait behind what nobody reads
    }

    /** Sends an empty message: for servers that end what is idle. */
    public void nudge() {
        if (!closing) {
            socket.writeBinaryMessage(Buffer.buffer());
        }
    }

    /** Asks the other side for a sign of life; ends it if there was none for that long although it was listened to. */
    public void ping(Duration silence) {
        Long since = waitingSince;
        if (since != null && System.nanoTime() - Math.max(since, lastHeard) > silence.toNanos()) {
            close(1001, "no sign of life");
            arrived.add(new Message.Closed(GONE, "no sign of life"));
        } else if (!closing) {
            socket.writePing(Buffer.buffer("spark"));
        }
    }

    private void take(WebSocketFrame frame) {
        lastHeard = System.nanoTime();
        if (closing || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return;
        }
        if (partial == null) {
            partialIsText = frame.isText();
        }
        boolean isFirst = partial == null;
        Buffer bytes = partial == null ? frame.binaryData() : partial.appendBuffer(frame.binaryData());
        partial = null;
        if (bytes.length() > longestMessage) {
            close(1009, "a message of more than " + longestMessage + " bytes");
        } else if (frame.isFinal()) {
            arrived.add(partialIsText ? new Message.Text(bytes.toString()) : new Message.Binary(bytes));
        } else {
            partial = isFirst ? bytes.copy() : bytes;
            socket.fetch(1);
        }
    }

    private int code() {
        Short code = socket.closeStatusCode();
        return code == null ? GONE : code;
    }

    private String reason() {
        String reason = socket.closeReason();
        return reason == null ? "" : reason;
    }

    private static void await(Future<Void> written) throws IOException {
        try {
            written.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the connection is gone", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
