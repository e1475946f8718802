package dev.spark.cli.command.connect;

import dev.spark.cli.session.Session;
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
        return new TunnelEnd(session).run(name, Ports.requireValid(port), remembersHostKey);
    }
}
