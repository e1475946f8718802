package dev.spark.cli.command.connect;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.tunnel.FirstLine;
import dev.spark.cli.tunnel.Tunnel;
import dev.spark.cli.tunnel.Tunnels;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Joins this process's streams with a port in a spark. */
public final class TunnelEnd {
    private final Session session;

    public TunnelEnd(Session session) {
        this.session = session;
    }

    /**
     * Returns when both directions have ended.
     *
     * @param name the spark's name or id, or the host name that ssh has for it
     * @param remembersHostKey whether to drop a known host key that was another spark's of the same name
     */
    public int run(String name, int port, boolean remembersHostKey) throws IOException {
        var address = SparkName.requireAddress(name);
        var surroundings = session.surroundings();
        var authority = remembersHostKey ? learnAuthority() : null;
        try (var connection = new Tunnels(session.api()).open(address, port)) {
            session.output().progress(null);
            OutputStream out = surroundings.bytesOut();
            if (authority != null) {
                rememberHostKey(address, connection);
                authority.join();
                out = new FirstLine(out, greeting -> greeted(address, greeting));
                Thread.ofVirtual().start(() -> session.sshHosts().refreshIfMissing(SparkName.host(address)));
            }
            var end = new Tunnel(connection, surroundings.in(), out).carry();
            return exitCode(end, address);
        } finally {
            surroundings.in().close();
        }
    }

    private int exitCode(Closed end, String address) {
        if (end.code() == Closed.NORMAL) {
            return 0;
        }
        if (end.code() >= Closed.OWN) {
            throw new Tunnels(session.api()).failure(address, end);
        }
        throw new Failure(ExitCode.UNREACHABLE, "the connection to " + address + " was lost", "Connect again.");
    }

    /** Beside the connection. */
    private CompletableFuture<Void> learnAuthority() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        session.hostTrust().learnAuthority();
                    } catch (IOException | Failure e) {
                        // Then what is known is known.
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /** Before any byte reaches ssh, which reads the file after that. */
    private void rememberHostKey(String address, WebSocketConnection connection) {
        try {
            var told = connection.header("spark-id");
            var id =
                    told != null ? told : new Sparks(session.api()).get(address).id();
            if (!id.isBlank()) {
                session.hostTrust().belongsTo(SparkName.host(address), id);
            }
        } catch (IOException | Failure e) {
            // Then ssh says what it thinks of the key.
        }
    }

    private void greeted(String address, String greeting) {
        try {
            session.hostTrust().greeted(address, SparkName.host(address), greeting);
        } catch (IOException | Failure e) {
            // Then ssh says that it does not know the host.
        }
    }
}
