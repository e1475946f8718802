package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.tunnel.Listener;
import dev.spark.cli.tunnel.Tunnels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark forward}. */
@Command(
        name = "forward",
        description = "Makes ports of a spark reachable on this machine, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark forward demo 8080:3000          localhost:8080 is the spark's 3000",
            "  spark forward demo 3000 5432          the same numbers on both sides",
            "  spark forward demo 0:3000             a port that is free, and says which"
        })
public final class Forward implements Callable<Integer> {
    private static final Duration REPEATED_AFTER = Duration.ofSeconds(10);

    private record Pair(int local, int remote) {
        static Pair parse(String typed) {
            var colon = typed.indexOf(':');
            if (colon < 0) {
                var port = Ports.parse(typed);
                return new Pair(port, port);
            }
            var local = typed.substring(0, colon);
            return new Pair(local.equals("0") ? 0 : Ports.parse(local), Ports.parse(typed.substring(colon + 1)));
        }
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "The spark's name or id.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "[LOCAL:]PORT", description = "A port in the spark.")
    private List<String> ports = List.of();

    private final Session session;
    private String lastTold = "";
    private Instant lastToldAt = Instant.MIN;

    public Forward(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        var address = SparkName.requireAddress(name);
        var pairs = ports.stream().map(Pair::parse).toList();
        var spark = Shell.reachable(session, address);
        var tunnels = new Tunnels(session.api());
        var threads = new ArrayList<Thread>();
        for (var pair : pairs) {
            var listener = new Listener(tunnels, spark.address(), pair.local(), pair.remote(), this::tell);
            session.output().line("localhost:" + listener.localPort() + " is " + spark.name() + ":" + pair.remote());
            threads.add(Thread.ofPlatform().start(listener::run));
        }
        session.output().flush();
        for (var thread : threads) {
            thread.join();
        }
        return 0;
    }

    /** A browser opens several connections at once, and each of them fails alike: that is worth saying once. */
    private synchronized void tell(Failure failure) {
        var now = session.surroundings().time().now();
        if (failure.whatHappened().equals(lastTold) && now.isBefore(lastToldAt.plus(REPEATED_AFTER))) {
            return;
        }
        lastTold = failure.whatHappened();
        lastToldAt = now;
        session.output().failure(failure);
    }
}
