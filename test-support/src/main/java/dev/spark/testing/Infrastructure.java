package dev.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Kafka, PostgreSQL and a Kubernetes API for the tests of this JVM: each is started when it is first asked for, used by
 * all test classes after that, and gone when the JVM is.
 *
 * <p>They run in one child process, so that neither Quarkus's class loaders nor a killed test run matter to them. Its log
 * is {@code target/infrastructure.log}.
 */
public final class Infrastructure {

    /** What the child process was started with, for all class loaders of this JVM to see. */
    private static final String PORT = "spark.testing.infrastructure.port";

    private Infrastructure() {}

    /** Kafka with all of Spark's topics; the value of {@code bootstrap.servers}. */
    public static String kafka() {
        return ask("kafka").getProperty("bootstrap.servers");
    }

    /** PostgreSQL with the database, roles and schemas of {@code deploy/postgres/bootstrap.sql}. */
    public static PostgresAddress postgres() {
        return PostgresAddress.of(ask("postgres"));
    }

    /**
     * An API server: k3s where there is Docker, else this machine's own control plane where it has been built, else a
     * simulated one; {@link KubernetesAddress#kind} tells which. Without Docker, the system property
     * {@code spark.testing.kubernetes=simulated} chooses the last, which is there at once.
     */
    public static KubernetesAddress kubernetes() {
        return KubernetesAddress.of(ask("kubernetes"));
    }

    private static Properties ask(String what) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
            var answer = new Properties();
            answer.load(socket.getInputStream());
            if (answer.containsKey("error")) {
                throw new IllegalStateException(
                        what + " did not start: " + answer.getProperty("error") + "; see " + log());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the test infrastructure does not answer; see " + log(), e);
        }
    }

    private static int port() throws IOException {
        synchronized (System.getProperties()) {
            var port = Integer.getInteger(PORT);
            if (port == null) {
                port = InfrastructureProcess.start(log());
                System.setProperty(PORT, String.valueOf(port));
            }
            return port;
        }
    }

    private static Path log() {
        var target = Path.of("target").toAbsolutePath();
        return (Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir")))
                .resolve("infrastructure.log");
    }
}
