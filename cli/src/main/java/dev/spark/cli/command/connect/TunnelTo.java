package dev.spark.cli.command.connect;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.sparks.Sparks;
import dev.spark.cli.ssh.KnownHosts;
import dev.spark.cli.ssh.SparkFiles;
import dev.spark.cli.tunnel.Tunnel;
import dev.spark.cli.tunnel.Tunnels;
import dev.spark.cli.websocket.Message.Closed;
import dev.spark.cli.websocket.WebSocketConnection;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark tunnel}: what ssh starts as its ProxyCommand. */
@Command(
        name = "tunnel",
        description = "Joins standard input and output with a port in a spark.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssh -o ProxyCommand='spark tunnel demo' user@demo.spark",
            "  echo ping | spark tunnel demo --port 6379",
            "",
            "For a port on this machine: spark forward demo 8080:3000"
        })
public final class TunnelTo implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The spark's name or id; a host name NAME.spark will do.")
    private String name = "";

    @Option(names = "--port", paramLabel = "N", description = "The port in the spark. Usually 22, ssh's.")
    private int port = 22;

    @Option(
            names = "--remember-host-key",
            description = "Drops a host key in Spark's known_hosts that was another spark's of the same name.")
    private boolean remembersHostKey;

    private final Session session;

    public TunnelTo(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        var address = SparkName.requireAddress(name);
        Ports.requireValid(port);
        var surroundings = session.surroundings();
        try (var connection = new Tunnels(session.api()).open(address, port)) {
            session.output().progress(null);
            if (remembersHostKey) {
                rememberHostKey(address, connection);
            }
            var end = new Tunnel(connection, surroundings.in(), surroundings.bytesOut()).carry();
            return exitCode(end);
        } finally {
            surroundings.in().close();
        }
    }

    private int exitCode(Closed end) {
        if (end.code() == Closed.NORMAL) {
            return 0;
        }
        if (end.code() == Closed.BROKEN) {
            throw new Failure(ExitCode.UNREACHABLE, "the connection to the spark was lost", "Connect again.");
        }
        var reason = end.reason().isBlank() ? "the tunnel was closed (" + end.code() + ")" : end.reason();
        throw new Failure(ExitCode.FAILED, reason, "Look at the spark: spark status " + name);
    }

    /** Before any byte reaches ssh, which reads the file after that. */
    private void rememberHostKey(String address, WebSocketConnection connection) {
        var files = new SparkFiles(session.surroundings().configFolder());
        try {
            var told = connection.header("spark-id");
            var id =
                    told != null ? told : new Sparks(session.api()).get(address).id();
            if (!id.isBlank()) {
                new KnownHosts(files.knownHosts()).belongsTo(SparkName.host(address), id);
            }
        } catch (IOException | Failure e) {
            // Then ssh says what it thinks of the key.
        }
    }
}
