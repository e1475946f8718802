package dev.spark.cli.tunnel;

import dev.spark.cli.websocket.Message.Binary;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.Message.Text;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Joins a pair of local streams with a TCP connection in a spark. Either direction ends by itself, as in TCP: the text
 * message {@code EOF} says that no more bytes come that way. Order and back-pressure are those of the socket underneath.
 */
public final class Tunnel {
    /** Says that this direction is done. */
    public static final String EOF = "EOF";

    private static final int CHUNK = 32 * 1024;
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final WebSocketConnection connection;
    private final InputStream in;
    private final OutputStream out;
    private boolean inEnded;
    private boolean outEnded;

    public Tunnel(WebSocketConnection connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = in;
        this.out = out;
    }

    /**
     * Carries bytes until both directions have ended or the connection has. Closes {@code out} when the spark's side has
     * ended its output; leaves {@code in} to the caller, who closes it to release the thread that reads it.
     *
     * @return how it ended; {@link Closed#NORMAL} also when whoever reads {@code out} has gone
     */
    public Closed carry() {
        var sender = Thread.ofPlatform().daemon().name("tunnel-out").start(this::send);
        try {
            return receive();
        } catch (IOException e) {
            return new Closed(Closed.NORMAL, "nobody reads the output any more");
        } finally {
            connection.close();
            sender.interrupt();
        }
    }

    private void send() {
        try {
            var chunk = new byte[CHUNK];
            for (var n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                connection.sendBinary(chunk, 0, n);
            }
            connection.sendText(EOF);
            ended(true);
        } catch (IOException e) {
            // The connection is gone; the receiving side finds out and says so.
        }
    }

    private Closed receive() throws IOException {
        while (true) {
            switch (connection.read()) {
                case Binary bytes -> out.write(bytes.bytes(), 0, bytes.length());
                case Text text -> {
                    if (text.text().equals(EOF)) {
                        out.close();
                        ended(false);
                    }
                }
                case Closed closed -> {
                    return isOver() ? new Closed(Closed.NORMAL, closed.reason()) : closed;
                }
            }
        }
    }

    private void ended(boolean in) {
        synchronized (this) {
            inEnded |= in;
            outEnded |= !in;
        }
        if (isOver()) {
            connection.finish(GOODBYE);
        }
    }

    private synchronized boolean isOver() {
        return inEnded && outEnded;
    }
}
