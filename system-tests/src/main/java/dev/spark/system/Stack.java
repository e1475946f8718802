package dev.spark.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One stack, on a real cluster unless another is asked for, brought up by {@code ./spark up} as a user would, with a state folder, a home and a login of
 * its own, so that it runs beside whatever else the machine runs. Tests share it.
 */
public final class Stack {

    private static final Duration FIRST_START = Duration.ofMinutes(40);
    public static final String NAMESPACE = "sparks";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static @Nullable Stack shared;

    public final Path root = root();
    public final Path state;
    public final Path home;
    private final String folder;
    private final Path failpoints;
    private final String kind;
    private final Map<String, String> settings;
    private @Nullable KubernetesClient cluster;

    /**
     * @param folder where it keeps everything, below the repository's root
     * @param settings environment variables of {@code ./spark up}
     */
    public Stack(String folder, Map<String, String> settings) {
        this(folder, "local", settings);
    }

    /** @param kind which cluster it is on: {@code local} or {@code simulated} */
    public Stack(String folder, String kind, Map<String, String> settings) {
        this.folder = folder;
        this.state = root.resolve(folder).resolve("state");
        this.home = root.resolve(folder).resolve("home");
        this.failpoints = root.resolve(folder).resolve("failpoints");
        this.kind = kind;
        this.settings = Map.copyOf(settings);
    }

    /** The one that the system tests share, up and ready. Its deadlines and pauses are such that a test can wait for them. */
    public static synchronized Stack running() {
        if (shared == null) {
            shared = new Stack(
                    "system-tests/target/stack",
                    Map.of(
                            "SPARK_INBOX_PARKED_FOR", "2s",
                            "SPARK_METRICS_EVERY", "5s",
                            "SPARK_LIFECYCLE_IDLE_STALE_AFTER", "30s",
                            "SPARK_LIFECYCLE_IDLE_DONE_WITHOUT_AFTER", "60s",
                            "SPARK_LIFECYCLE_IDLE_CONNECTIONS_SILENT_SESSION", "20s",
                            "SPARK_LIFECYCLE_EXPIRY_WARNINGS", "48h,2h,30m,70s",
                            "SPARK_LIFECYCLE_AGENDA_TELL_AGAIN", "5s",
                            "SPARK_LIFECYCLE_TRASH_KEPT", "90s"));
            shared.up();
        }
        return shared;
    }

    /** The same stack for its next {@link #up}, with more settings. */
    public Stack with(Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        return new Stack(folder, kind, all);
    }

    /** The repository's folder. */
    public static Path root() {
        return Path.of(System.getProperty("spark.root", "..")).toAbsolutePath().normalize();
    }

    public void up() {
        try {
            Files.createDirectories(home.resolve(".ssh"));
            Files.createDirectories(failpoints);
            copyTemplates();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spark(FIRST_START, "up", "--cluster", kind).succeeded();
    }

    private void copyTemplates() throws IOException {
        Files.createDirectories(templates());
        try (Stream<Path> files = Files.list(root.resolve("deploy/templates"))) {
            for (Path file : files.toList()) {
                Files.copy(file, templates().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Runs {@code ./spark} with the arguments. */
    public Command spark(Duration limit, String... arguments) {
        var command = new ArrayList<>(List.of(root.resolve("spark").toString()));
        command.addAll(List.of(arguments));
        return Command.run(limit, root, environment(), command);
    }

    public Command spark(String... arguments) {
        return spark(Duration.ofMinutes(3), arguments);
    }

    /** Runs a shell script as the same user would. */
    public Command shell(String script) {
        return Command.run(Duration.ofMinutes(3), home, environment(), List.of("bash", "-c", script));
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(Map.of(
                "HOME", home.toString(),
                "XDG_CONFIG_HOME", home.resolve(".config").toString(),
                "SPARK_STATE", state.toString(),
                "SPARK_CACHE", cache().toString(),
                "SPARK_GATEWAY_TEMPLATES", templates().toString(),
                "SPARK_FAILPOINTS", failpoints.toString()));
        environment.putAll(settings);
        return environment;
    }

    private static Path cache() {
        String named = System.getenv("SPARK_CACHE");
        return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache", "spark");
    }

    public JsonNode status() {
        try {
            return JSON.readTree(state.resolve("status.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create(status().path("url").asText());
    }

    public Gateway admin() {
        return new Gateway(url(), secret("admin-token"));
    }

    public String secret(String name) {
        try {
            return Files.readString(state.resolve("secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port(String part) {
        int port = portsByPart().path(part).asInt();
        if (port <= 0) {
            throw new IllegalStateException("no port of " + part + " is known");
        }
        return port;
    }

    /** Those that are kept for its parts. */
    public List<Integer> ports() {
        return StreamSupport.stream(portsByPart().spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    private JsonNode portsByPart() {
        try {
            return JSON.readTree(state.resolve("choices.json").toFile()).path("ports");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port("kafka");
    }

    public synchronized KubernetesClient cluster() {
        if (cluster == null) {
            Config config = Config.fromKubeconfig(
                    Path.of(status().path("kubeconfig").asText()).toFile());
            cluster = new KubernetesClientBuilder().withConfig(config).build();
        }
        return cluster;
    }

    /** Everything in the cluster that carries the spark's id, as {@code kind/name}. */
    public List<String> objectsOf(String sparkId) {
        var found = new ArrayList<String>();
        var client = cluster();
        for (var resources : List.of(
                client.pods()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.apps()
                        .deployments()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.apps()
                        .replicaSets()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.persistentVolumeClaims()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.secrets()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.services()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems(),
                client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(NAMESPACE)
                        .withLabel("spark.dev/id", sparkId)
                        .list()
                        .getItems())) {
            resources.forEach(resource ->
                    found.add(resource.getKind() + "/" + resource.getMetadata().getName()));
        }
        client.persistentVolumes().list().getItems().stream()
                .filter(volume -> volume.getSpec().getClaimRef() != null
                        && volume.getSpec().getClaimRef().getName().startsWith(sparkId))
                .forEach(volume ->
                        found.add("PersistentVolume/" + volume.getMetadata().getName()));
        return found;
    }

    /** The names of the endpoint slices of its service. */
    public List<String> slicesOf(String sparkId) {
        return cluster()
                .discovery()
                .v1beta1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabel("kubernetes.io/service-name", sparkId)
                .list()
                .getItems()
                .stream()
                .map(slice -> slice.getMetadata().getName())
                .toList();
    }

    /** The databases and roles of the spark. */
    public List<String> databasesOf(String sparkId) {
        String name = sparkId.replace("-", "\\_") + "%";
        return query("select 'database ' || datname from pg_database where datname like '" + name
                + "' union all select 'role ' || rolname from pg_roles where rolname like '" + name + "'");
    }

    /** The first column of the answer, asked as superuser in the platform's database. */
    public List<String> query(String sql) {
        try (Connection connection = database("spark");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var column = new ArrayList<String>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public Connection database(String name) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port("postgres") + "/" + name,
                "postgres",
                secret("postgres-password"));
    }

    /** {@code kill -9} of a part of the stack: gateway, provisioner, lifecycle, kafka, postgres; or of a component of the cluster. */
    public void kill(String part) {
        if (part.startsWith("kube-") || part.equals("etcd")) {
            component("kill", part).succeeded();
            return;
        }
        for (JsonNode each : status().path("parts")) {
            if (each.path("name").asText().equals(part) && each.path("pid").asLong() > 0) {
                ProcessHandle.of(each.path("pid").asLong()).ifPresent(ProcessHandle::destroyForcibly);
                return;
            }
        }
        throw new AssertionError("no process of " + part + " in " + status());
    }

    /** Runs a command in the namespaces of the cluster's node. */
    public Command onTheNode(String... words) {
        var command = new ArrayList<>(
                List.of(root.resolve("deploy/local/kubernetes/enter.sh").toString()));
        command.addAll(List.of(words));
        return Command.run(Duration.ofSeconds(60), root, environment(), command);
    }

    /** A copy of the templates, so that a test may add to them. */
    public Path templates() {
        return root.resolve(folder).resolve("templates");
    }

    public Command component(String... arguments) {
        var command = new ArrayList<>(
                List.of(root.resolve("deploy/local/kubernetes/component.sh").toString()));
        command.addAll(List.of(arguments));
        return Command.run(Duration.ofSeconds(30), root, environment(), command);
    }

    /** Arms a failpoint: the service that passes it kills itself there. */
    public Path arm(String failpoint) {
        try {
            return Files.writeString(failpoints.resolve(failpoint), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitReady(Duration limit) {
        await("all parts ready")
                .atMost(limit)
                .ignoreExceptions()
                .until(() ->
                        parts().allMatch(part -> part.path("state").asText().equalsIgnoreCase("ready"))
                                && admin().get("/q/health/ready").status() == 200);
    }

    /** Whether it is one of those that the supervisor starts. */
    public boolean isPart(String name) {
        return parts().anyMatch(each -> each.path("name").asText().equals(name));
    }

    private Stream<JsonNode> parts() {
        return StreamSupport.stream(status().path("parts").spliterator(), false);
    }

    /** Returns when a process of the part's that was started after that moment is ready. */
    public void awaitRestarted(String part, Instant since, Duration limit) {
        await(part + " ready again")
                .atMost(limit)
                .ignoreExceptions()
                .until(() -> parts().filter(each -> each.path("name").asText().equals(part))
                        .filter(each -> each.path("state").asText().equalsIgnoreCase("ready"))
                        .anyMatch(each -> ProcessHandle.of(each.path("pid").asLong())
                                .flatMap(process -> process.info().startInstant())
                                .filter(started -> started.isAfter(since))
                                .isPresent()));
    }
}
