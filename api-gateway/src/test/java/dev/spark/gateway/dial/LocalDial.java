package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sparks whose ports are ports of this machine. */
@Mock
@ApplicationScoped
public class LocalDial implements Dial {

    private final Map<Integer, Integer> ports = new ConcurrentHashMap<>();
    private volatile boolean early;

    /** From now on that port of every spark is this one here. */
    public void put(int port, int local) {
        ports.put(port, local);
    }

    /** Whether the sshd of a spark that wakes answers before it is known to run. */
    public void answersEarly(boolean answers) {
        early = answers;
    }

    @Override
    public Connection knock(SparkId spark) throws Unreachable {
        if (!early) {
            throw Unreachable.absent("it has no pod yet");
        }
        return connect(spark, SSH);
    }

    @Override
    public Connection connect(SparkId spark, int port) throws Unreachable {
        Integer local = ports.get(port);
        if (local == null) {
            throw Unreachable.refused("nothing listens on port " + port);
        }
        return DirectDial.TcpConnection.to(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), local), Duration.ofSeconds(5));
    }
}
