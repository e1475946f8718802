package dev.spark.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Docker engine of this machine, if it has one: found out by a ping, since Testcontainers takes its time to say no. */
final class DockerEngine {

    private static final String PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

    private DockerEngine() {}

    /** Whether an engine answers where {@code DOCKER_HOST} or the default socket says, within a second. */
    static boolean answers() {
        return address(System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock"))
                .map(DockerEngine::answersAt)
                .orElse(false);
    }

    static Optional<SocketAddress> address(String dockerHost) {
        var uri = URI.create(dockerHost);
        return switch (uri.getScheme()) {
            case "unix" ->
                Optional.of(Path.of(uri.getPath())).filter(Files::exists).map(UnixDomainSocketAddress::of);
            case "tcp", "http" -> Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()));
            case null, default -> Optional.empty();
        };
    }

    static boolean answersAt(SocketAddress address) {
        var answer = new CompletableFuture<Boolean>();
        Thread.ofPlatform().daemon().start(() -> answer.complete(ping(address)));
        try {
            return answer.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ping(SocketAddress address) {
        try (var channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
