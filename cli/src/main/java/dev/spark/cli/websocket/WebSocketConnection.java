package dev.spark.cli.websocket;

import dev.spark.cli.network.Network;
import dev.spark.cli.websocket.Message.Binary;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.Message.Text;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket over a blocking socket. One thread reads; any thread sends. Blocking is the back-pressure: who does not read,
 * stops the sender, and a send returns when the operating system has taken the message. Pings are answered while reading,
 * beside it: reading never waits for a sender that is stuck.
 */
public final class WebSocketConnection implements AutoCloseable {
    /** The largest binary message that is sent; a larger array goes out as several. */
    public static final int LARGEST_MESSAGE = 64 * 1024;

    private static final int LARGEST_RECEIVED = 1 << 20;

    private final Socket wire;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final SecureRandom random;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicBoolean answering = new AtomicBoolean();
    private final byte[] frame = new byte[14 + LARGEST_MESSAGE];
    private byte[] received = new byte[LARGEST_MESSAGE];
    private Map<String, String> headers = Map.of();
    private boolean closeSent;

    private WebSocketConnection(Socket wire, Socket socket, SecureRandom random) throws IOException {
        this.wire = wire;
        this.socket = socket;
        this.random = random;
        this.in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
        this.out = socket.getOutputStream();
    }

    /**
     * Connects and upgrades.
     *
     * @param network the way there
     * @param url http or https
     * @param connectLimit how long connecting may take
     * @param answerLimit how long the answer to the upgrade may take
     * @param silenceLimit after how long without a byte from the other side, while it is listened to, the connection counts
     *     as broken
     */
    public static WebSocketConnection open(
            Network network,
            URI url,
            Map<String, String> headers,
            Duration connectLimit,
            Duration answerLimit,
            Duration silenceLimit)
            throws IOException, HandshakeRefused {
        var random = new SecureRandom();
        var handshake = new Handshake(random);
        var link = network.connect(url, Math.toIntExact(connectLimit.toMillis()));
        try {
            var connection = new WebSocketConnection(link.wire(), link.socket(), random);
            link.socket().setSoTimeout(Math.toIntExact(answerLimit.toMillis()));
            handshake.send(connection.out, url, headers);
            connection.headers = handshake.receive(connection.in);
            link.socket().setSoTimeout(Math.toIntExact(silenceLimit.toMillis()));
            return connection;
        } catch (IOException | HandshakeRefused | RuntimeException e) {
            link.wire().close();
            throw e;
        }
    }

    /** A header of the answer to the upgrade, by its name in small letters. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The next message. A connection that breaks is {@link Closed} with {@link Closed#BROKEN}. */
    public Message read() {
        try {
            return readMessage();
        } catch (IOException e) {
            shut(wire);
            return new Closed(Closed.BROKEN, "the connection was lost");
        }
    }

    private Message readMessage() throws IOException {
        var length = 0;
        var kind = Opcode.CONTINUATION;
        while (true) {
            var head = readByte();
            var opcode = head & 0x0f;
            var size = readSize();
            switch (opcode) {
                case Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY -> {
                    kind = opcode == Opcode.CONTINUATION ? kind : opcode;
                    readInto(length, size);
                    length += size;
                    if ((head & 0x80) != 0) {
                        return kind == Opcode.TEXT
                                ? new Text(new String(received, 0, length, StandardCharsets.UTF_8))
                                : new Binary(received, length);
                    }
                }
                case Opcode.CLOSE -> {
                    return closed(readControl(size));
                }
                case Opcode.PING -> answer(readControl(size));
                case Opcode.PONG -> readControl(size);
                default -> throw new IOException("an unknown kind of frame");
            }
        }
    }

    /** One answer at a time: those behind it say nothing more. */
    private void answer(byte[] ping) {
        if (answering.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("pong").start(() -> {
                try {
                    send(Opcode.PONG, ping);
                } catch (IOException e) {
                    // Whoever reads finds out.
                } finally {
                    answering.set(false);
                }
            });
        }
    }

    private void readInto(int offset, int size) throws IOException {
        if (offset + size > LARGEST_RECEIVED) {
            throw new IOException("a message larger than any the gateway sends");
        }
        if (offset + size > received.length) {
            received = Arrays.copyOf(received, Math.max(offset + size, 2 * received.length));
        }
        if (in.readNBytes(received, offset, size) < size) {
            throw new EOFException();
        }
    }

    private byte[] readControl(int size) throws IOException {
        if (size > 125) {
            throw new IOException("a control frame that is too long");
        }
        var payload = in.readNBytes(size);
        if (payload.length < size) {
            throw new EOFException();
        }
        return payload;
    }

    private Closed closed(byte[] payload) {
        close();
        if (payload.length < 2) {
            return new Closed(Closed.NORMAL, "");
        }
        var code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        return new Closed(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private int readSize() throws IOException {
        var second = readByte();
        if ((second & 0x80) != 0) {
            throw new IOException("a server's frame must not be masked");
        }
        var bytes = (second & 0x7f) == 127 ? 8 : (second & 0x7f) == 126 ? 2 : 0;
        var size = bytes == 0 ? second & 0x7fL : 0L;
        for (int i = 0; i < bytes; i++) {
            size = size << 8 | readByte();
        }
        if (size < 0 || size > LARGEST_RECEIVED) {
            throw new IOException("a frame larger than any the gateway sends");
        }
        return (int) size;
    }

    private int readByte() throws IOException {
        var b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    /** Sends it as one message, in as many frames as it takes. */
    public void sendText(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        sending.lock();
        try {
            for (int sent = 0; sent == 0 || sent < bytes.length; sent += LARGEST_MESSAGE) {
                var length = Math.min(LARGEST_MESSAGE, bytes.length - sent);
                var isLast = sent + length == bytes.length;
                send((isLast ? Opcode.LAST : 0) | (sent == 0 ? Opcode.TEXT : Opcode.CONTINUATION), bytes, sent, length);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Sends the bytes, in messages of at most {@link #LARGEST_MESSAGE}. */
    public void sendBinary(byte[] bytes, int offset, int length) throws IOException {
        for (int sent = 0; sent < length; sent += LARGEST_MESSAGE) {
            send(Opcode.LAST | Opcode.BINARY, bytes, offset + sent, Math.min(LARGEST_MESSAGE, length - sent));
        }
    }

    private void send(int opcode, byte[] payload) throws IOException {
        if (payload.length > LARGEST_MESSAGE) {
            throw new IOException("a message larger than the gateway takes");
        }
        send(Opcode.LAST | opcode, payload, 0, payload.length);
    }

    private void send(int first, byte[] payload, int offset, int length) throws IOException {
        sending.lock();
        try {
            if (closeSent) {
                throw new IOException("the connection is closed");
            }
            out.write(frame, 0, encode(first, payload, offset, length));
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /** A whole frame, masked as a client's must be, in {@link #frame}; returns its length. */
    private int encode(int first, byte[] payload, int offset, int length) {
        var at = 0;
        frame[at++] = (byte) first;
        if (length < 126) {
            frame[at++] = (byte) (0x80 | length);
        } else if (length < 1 << 16) {
            frame[at++] = (byte) (0x80 | 126);
            frame[at++] = (byte) (length >> 8);
            frame[at++] = (byte) length;
        } else {
            frame[at++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame[at++] = (byte) ((long) length >> shift);
            }
        }
        var mask = new byte[4];
        random.nextBytes(mask);
        System.arraycopy(mask, 0, frame, at, 4);
        at += 4;
        for (int i = 0; i < length; i++) {
            frame[at + i] = (byte) (payload[offset + i] ^ mask[i & 3]);
        }
        return at + length;
    }

    /**
     * Says goodbye and keeps reading possible: {@link #read} goes on until the other side says goodbye too, or for the time
     * given. What was sent before still arrives, as it might not with a connection that is simply closed.
     */
    public void finish(Duration limit) {
        try {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            sayGoodbye();
        } catch (IOException e) {
            shut(socket);
        }
    }

    /** Says goodbye, if that has not been done, and ends the connection; a thread that reads comes back. */
    @Override
    public void close() {
        try {
            sayGoodbye();
        } catch (IOException e) {
            // It is gone already.
        } finally {
            shut(socket);
        }
    }

    private void sayGoodbye() throws IOException {
        // A sender that is stuck because the other side does not read must not keep us here.
        if (sending.tryLock()) {
            try {
                if (!closeSent) {
                    send(Opcode.CLOSE, new byte[] {(byte) (Closed.NORMAL >> 8), (byte) Closed.NORMAL});
                    closeSent = true;
                }
            } finally {
                sending.unlock();
            }
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be done.
        }
    }
}
