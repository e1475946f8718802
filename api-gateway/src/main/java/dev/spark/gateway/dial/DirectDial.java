package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By the pod's IP. What listens only on the spark's loopback is reached the other way. */
final class DirectDial implements Dial {

    private final Pods pods;
    private final DialConfig config;
    private final PortForwardDial loopback;

    DirectDial(Pods pods, DialConfig config, PortForwardDial loopback) {
        this.pods = pods;
        this.config = config;
        this.loopback = loopback;
    }

    @Override
    public Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException {
        Pods.SparkPod pod = pods.readyPodOf(spark);
        try {
            return connect(pod.ip(), port, config.connectTimeout());
        } catch (Unreachable e) {
            if (e.isRefused() && port != SSH) {
                return loopback.connect(pod, port);
            }
            throw e;
        }
    }

    @Override
    public Connection knock(SparkId spark) throws Unreachable {
        return connect(pods.startingPodOf(spark).ip(), SSH, config.knockTimeout());
    }

    private static Connection connect(@Nullable String ip, int port, Duration timeout) throws Unreachable {
        if (ip == null) {
            throw Unreachable.absent("its pod has no address yet");
        }
        return TcpConnection.to(new InetSocketAddress(ip, port), timeout);
    }

    /** A plain TCP connection. */
    static final class TcpConnection implements Connection {

        private static final int SMALL = 4 * 1024;
        private static final int LARGE = 64 * 1024;

        private final SocketChannel channel;
        private int chunk = SMALL;

        private TcpConnection(SocketChannel channel) {
            this.channel = channel;
        }

        static TcpConnection to(InetSocketAddress address, Duration timeout) throws Unreachable {
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.socket().connect(address, (int) timeout.toMillis());
                return new TcpConnection(channel);
            } catch (IOException e) {
                closeQuietly(channel);
                throw e instanceof ConnectException
                                && String.valueOf(e.getMessage()).contains("refused")
                        ? Unreachable.refused("nothing listens on port " + address.getPort())
                        : Unreachable.absent("its pod does not answer");
            }
        }

        /** Takes as much at once as comes: little memory where little does. */
        @Override
        public @Nullable Buffer read() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(chunk);
            int read = channel.read(bytes);
            if (read < 0) {
                return null;
            }
            chunk = read == chunk ? LARGE : read < SMALL ? SMALL : chunk;
            return Buffer.buffer(Unpooled.wrappedBuffer(bytes.flip()));
        }

        @Override
        public void write(Buffer bytes) throws IOException {
            ByteBuffer rest = bytes.getByteBuf().nioBuffer();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        @Override
        public void end() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }

        private static void closeQuietly(@Nullable SocketChannel channel) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // Nothing is left of it either way.
            }
        }
    }
}
