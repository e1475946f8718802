package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import dev.spark.gateway.dial.RemoteProcess.Output;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What listens on the spark's {@code ::1} alone, as development servers do that listen on {@code localhost}: a container runtime
 * may try 127.0.0.1 only. Where the usual way finds nothing on a port, a process in the spark connects to it.
 */
final class LoopbackDial implements Dial {

    private static final Logger LOG = Logger.getLogger(LoopbackDial.class);

    /** The image's: {@code deploy/image/root/usr/local/lib/spark/connect}. */
    private static final String CONNECT = "/usr/local/lib/spark/connect";

    private final Dial way;
    private final Processes processes;
    private final Duration timeout;

    /** @param timeout how long the process may take to say that it is connected */
    LoopbackDial(Dial way, Processes processes, Duration timeout) {
        this.way = way;
        this.processes = processes;
        this.timeout = timeout;
    }

    @Override
    public Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException {
        try {
            return way.connect(spark, port);
        } catch (Unreachable refused) {
            if (!refused.isRefused() || port == SSH) {
                throw refused;
            }
            return relayed(spark, port, refused);
        }
    }

    @Override
    public Connection knock(SparkId spark) throws Unreachable, InterruptedException {
        return way.knock(spark);
    }

    /** @param refused the answer where no process can be had either */
    private Connection relayed(SparkId spark, int port, Unreachable refused) throws Unreachable, InterruptedException {
        RemoteProcess process = started(spark, port, refused);
        Thread clock = Thread.ofVirtual().name("relay-timeout").start(() -> {
            try {
                Thread.sleep(timeout);
                process.close();
            } catch (InterruptedException e) {
                // It is connected, or is not.
            }
        });
        try {
            return new Relay(process, begun(process, refused));
        } catch (Unreachable | InterruptedException e) {
            process.close();
            throw e;
        } catch (IOException e) {
            process.close();
            LOG.debugf(e, "no process connects to port %d of %s", port, spark);
            throw refused;
        } finally {
            clock.interrupt();
        }
    }

    private RemoteProcess started(SparkId spark, int port, Unreachable refused)
            throws Unreachable, InterruptedException {
        try {
            return processes.start(
                    spark,
                    new Processes.Command(
                            List.of(Buffer.buffer(CONNECT), Buffer.buffer(String.valueOf(port))),
                            Map.of(),
                            Optional.empty(),
                            Optional.empty()));
        } catch (Unreachable e) {
            LOG.debugf(e, "no process in %s", spark);
            throw refused;
        }
    }

    /** What the port says at once, if it does; refused if the process ends without the sign that it is connected. */
    private static Buffer begun(RemoteProcess process, Unreachable refused) throws IOException, InterruptedException {
        while (true) {
            switch (process.read()) {
                case Output.Stdout(Buffer bytes) -> {
                    return bytes.slice(1, bytes.length());
                }
                case Output.Stderr complaint -> {} // for people
                case Output.Exited exited -> throw refused;
            }
        }
    }

    /** A process whose stdin and stdout are the connection. */
    private static final class Relay implements Connection {

        private final RemoteProcess process;
        private Buffer first;

        Relay(RemoteProcess process, Buffer first) {
            this.process = process;
            this.first = first;
        }

        @Override
        public @Nullable Buffer read() throws IOException, InterruptedException {
            if (first.length() > 0) {
                Buffer begun = first;
                first = Buffer.buffer();
                return begun;
            }
            while (true) {
                switch (process.read()) {
                    case Output.Stdout(Buffer bytes) -> {
                        return bytes;
                    }
                    case Output.Stderr complaint -> {} // for people
                    case Output.Exited(int code) -> {
                        if (code != 0) {
                            throw new IOException("the process that was connected ended with " + code);
                        }
                        return null;
                    }
                }
            }
        }

        @Override
        public void write(Buffer bytes) throws IOException {
            process.write(bytes);
        }

        @Override
        public void end() throws IOException {
            process.end();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
