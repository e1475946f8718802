package dev.spark.testing;

import dev.spark.local.Folders;
import dev.spark.local.LogFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The process beside the tests in which the infrastructure lives.
 *
 * <p>Whoever connects to its port and sends a line with the name of a part gets the part's address, as properties. It
 * ends, and takes everything with it, when its standard input does: that is, when the JVM that started it is gone.
 */
final class InfrastructureProcess {

    private static final System.Logger LOG = System.getLogger(InfrastructureProcess.class.getName());

    private final Parts parts;

    private InfrastructureProcess(Parts parts) {
        this.parts = parts;
    }

    /** Starts it and returns its port. */
    static int start(Path log) throws IOException {
        var process = new ProcessBuilder(command(log))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var port =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (port == null) {
            throw new IOException("the test infrastructure ended before it was there");
        }
        return Integer.parseInt(port);
    }

    private static List<String> command(Path log) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark.testing."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(InfrastructureProcess.class.getName(), log.toString()));
        return command;
    }

    /** Used by {@link #start} only: {@code InfrastructureProcess LOG-FILE}. */
    public static void main(String[] args) throws IOException {
        LogFile.insteadOfConsole(Path.of(args[0]));
        var folder = Files.createTempDirectory("spark-infrastructure-");
        Parts parts = DockerEngine.answers() ? new ContainerParts() : new EmbeddedParts(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            parts.close();
            Folders.delete(folder);
        }));
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        System.out.println(server.getLocalPort());
        Thread.ofVirtual().start(() -> new InfrastructureProcess(parts).answer(server));
        while (System.in.read() >= 0) {
            // nobody says anything here
        }
        System.exit(0);
    }

    private void answer(ServerSocket server) {
        while (true) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            address(in.readLine()).store(socket.getOutputStream(), null);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a test went away", e);
        }
    }

    private Properties kafka() {
        var address = new Properties();
        address.setProperty("bootstrap.servers", parts.kafka());
        return address;
    }

    private Properties address(String part) {
        try {
            return switch (part) {
                case "kafka" -> kafka();
                case "postgres" -> parts.postgres().asProperties();
                case "kubernetes" -> parts.kubernetes().asProperties();
                default -> throw new IllegalArgumentException("there is no part " + part);
            };
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, part + " did not start", e);
            var failure = new Properties();
            failure.setProperty("error", e.toString());
            return failure;
        }
    }
}
