package dev.spark.gateway.tunnel;

import dev.spark.gateway.connections.Admitted;
import dev.spark.gateway.connections.Connections;
import dev.spark.gateway.connections.Ending;
import dev.spark.gateway.connections.FrontDoor;
import dev.spark.gateway.dial.Connection;
import dev.spark.gateway.websocket.Message;
import dev.spark.gateway.websocket.MessageSocket;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One tunnel: a thread for each direction. */
final class Tunnel implements FrontDoor.Session {

    static final String EOF = "EOF";
    private static final int NORMAL = 1000;

    /** After the spark ended its side: how long the client may be silent before it is over. */
    private static final Duration SILENT_AFTER_END = Duration.ofSeconds(10);

    private final Admitted admitted;
    private final Connection spark;
    private final Connections connections;
    private final AtomicInteger endedSides = new AtomicInteger();
    private volatile boolean sparkEnded;

    Tunnel(Admitted admitted, Connection spark, Connections connections) {
        this.admitted = admitted;
        this.spark = spark;
        this.connections = connections;
    }

    @Override
    public void serve(MessageSocket client) throws InterruptedException {
        try (Connections.Open open = connections.opened(admitted, Connections.Kind.TUNNEL, (ending, detail) -> {
            end(client, ending, detail);
            spark.close();
        })) {
            Thread.ofVirtual().name("from-spark").start(() -> fromSpark(client, open));
            toSpark(client, open);
        }
    }

    /** Returns when the client is gone. */
    private void toSpark(MessageSocket client, Connections.Open open) throws InterruptedException {
        boolean clientEnded = false;
        while (true) {
            boolean sparkHadEnded = sparkEnded;
            boolean clientHadEnded = clientEnded;
            try {
                switch (client.receive(SILENT_AFTER_END)) {
                    case null -> {
                        if (sparkHadEnded) {
                            client.close(NORMAL, "");
                        }
                    }
                    case Message.Closed closed -> {
                        return;
                    }
                    case Message.Binary(Buffer bytes)
                    when !clientHadEnded -> {
                        spark.write(bytes);
                        open.sentToSpark(bytes.length());
                    }
                    case Message.Text(String text)
                    when text.equals(EOF) && !clientHadEnded -> {
                        clientEnded = true;
                        spark.end();
                        oneSideEnded(client);
                    }
                    case Message.Text unknown ->
                        end(client, Ending.INVALID_REQUEST, "a text message can only be " + EOF + ", once");
                    case Message.Binary late -> end(client, Ending.INVALID_REQUEST, "nothing may follow " + EOF);
                }
            } catch (IOException e) {
                if (sparkEnded) {
                    client.close(NORMAL, ""); // it has said all, and listens no more
                } else {
                    end(client, Ending.UNAVAILABLE, "the connection to the spark broke");
                }
            }
        }
    }

    private void fromSpark(MessageSocket client, Connections.Open open) {
        try {
            for (Buffer bytes = spark.read(); bytes != null; bytes = spark.read()) {
                send(client, bytes);
                open.receivedFromSpark(bytes.length());
            }
            client.send(EOF);
            sparkEnded = true;
            oneSideEnded(client);
        } catch (IOException e) {
            end(client, Ending.UNAVAILABLE, "the connection to the spark broke");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void oneSideEnded(MessageSocket client) {
        if (endedSides.incrementAndGet() == 2) {
            client.close(NORMAL, "");
        }
    }

    private static void send(MessageSocket client, Buffer bytes) throws IOException {
        for (int from = 0; from < bytes.length(); from += TunnelRoute.LONGEST_MESSAGE) {
            int to = Math.min(from + TunnelRoute.LONGEST_MESSAGE, bytes.length());
            client.send(from == 0 && to == bytes.length() ? bytes : bytes.slice(from, to));
        }
    }

    private static void end(MessageSocket client, Ending ending, String detail) {
        client.close(ending.closeCode(), ending.reason(detail));
    }

    @Override
    public void close() {
        spark.close();
    }
}
