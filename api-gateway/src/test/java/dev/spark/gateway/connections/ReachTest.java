package dev.spark.gateway.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.events.SparkId;
import dev.spark.gateway.dial.Connection;
import dev.spark.gateway.dial.Dial;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final SparkId SPARK = SparkId.random(new Random(1));

    private final Sshd sshd = new Sshd();
    private final Reach reach = new Reach(sshd);
    private final CompletableFuture<Void> running = new CompletableFuture<>();

    @Test
    void isConnectedBeforeTheSparkIsKnownToRun() throws Exception {
        assertThat(reach.connect(arrival(true), Dial.SSH)).isSameAs(sshd.connection);
        assertThat(sshd.knocked).isTrue();
        assertThat(sshd.connection.closed).isFalse();
    }

    @Test
    void waitsForTheSparkWhereSomethingMayBeLeftOfItsLastRun() throws Exception {
        running.completeOnTimeout(null, 300, TimeUnit.MILLISECONDS);

        assertThat(reach.connect(arrival(false), Dial.SSH)).isSameAs(sshd.connection);
        assertThat(running).isDone();
        assertThat(sshd.knocked).isFalse();
    }

    @Test
    void letsNobodyInToASparkThatWasStoppedInTheMoment() {
        var stopped = new RefusedException(Refusal.Stopped.of("swift-heron"));
        sshd.meanwhile = () -> running.completeExceptionally(stopped);

        assertThatThrownBy(() -> reach.connect(arrival(true), Dial.SSH))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(stopped.refusal()));
        assertThat(sshd.connection.closed).isTrue();
    }

    private Arrival arrival(boolean knocks) {
        return new Arrival(ConnectionsMother.ada(SPARK), knocks, running);
    }

    private static final class Sshd implements Dial {

        final Bytes connection = new Bytes();
        boolean knocked;
        Runnable meanwhile = () -> {};

        @Override
        public Connection connect(SparkId spark, int port) {
            return connection;
        }

        @Override
        public Connection knock(SparkId spark) {
            knocked = true;
            meanwhile.run();
            return connection;
        }
    }

    private static final class Bytes implements Connection {

        boolean closed;

        @Override
        public Buffer read() {
            return Buffer.buffer();
        }

        @Override
        public void write(Buffer bytes) {}

        @Override
        public void end() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
