package dev.spark.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

    @TempDir
    Path folder;

    @Test
    void isWhereDockerHostSays() {
        assertThat(DockerEngine.address("tcp://127.0.0.1:2375")).contains(new InetSocketAddress("127.0.0.1", 2375));
        assertThat(DockerEngine.address("unix://" + folder)).contains(UnixDomainSocketAddress.of(folder));
        assertThat(DockerEngine.address("unix:///does/not/exist")).isEmpty();
        assertThat(DockerEngine.address("npipe:////./pipe/docker_engine")).isEmpty();
    }

    @Test
    void isThereWhenItAnswers() throws Exception {
        try (var engine = listen()) {
            Thread.ofVirtual().start(() -> {
                try (var client = engine.accept()) {
                    // Closed with something unread, it would be reset.
                    client.read(ByteBuffer.allocate(1024));
                    client.write(ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nOK".getBytes(US_ASCII)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(DockerEngine.answersAt(engine.getLocalAddress())).isTrue();
        }
    }

    @Test
    void isNotThereWhenItStaysSilent() throws Exception {
        try (var engine = listen()) {
            var asked = Instant.now();

            assertThat(DockerEngine.answersAt(engine.getLocalAddress())).isFalse();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    private ServerSocketChannel listen() throws Exception {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return channel.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
    }
}
