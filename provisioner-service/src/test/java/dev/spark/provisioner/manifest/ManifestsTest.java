package dev.spark.provisioner.manifest;

import static dev.spark.provisioner.Sparks.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.events.SparkSpec;
import dev.spark.kit.ssh.HostAuthority;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.Sparks;
import dev.spark.provisioner.domain.Order;
import dev.spark.provisioner.domain.Part;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code in-*.yaml} is what was ordered and how we are set, {@code out-*.yaml} all objects that come of it. */
class ManifestsTest {

    private static final Path FOLDER = Path.of("src/test/resources/manifests");

    private static final HostAuthority AUTHORITY =
            new HostAuthority(Base64.getEncoder().encodeToString(new byte[32]));

    @TestFactory
    Stream<DynamicTest> makesTheObjectsThatAreWrittenDown() throws IOException {
        return cases("in-")
                .map(name -> dynamicTest(name, () -> {
                    String made = Stream.of(Part.values())
                            .map(manifests(name)::get)
                            .filter(manifest -> manifest != null)
                            .map(manifest -> Serialization.asYaml(manifest.object()))
                            .collect(Collectors.joining());
                    Path expected = FOLDER.resolve("out-" + name + ".yaml");
                    if (System.getProperty("golden.write") != null) {
                        Files.writeString(expected, made);
                    }
                    assertThat(made).isEqualTo(Files.readString(expected));
                }));
    }

    @Test
    void leavesNoFileUnused() throws IOException {
        assertThat(cases("out-"))
                .containsExactlyInAnyOrderElementsOf(cases("in-").toList());
    }

    @Test
    void hashesTheSameOrderTheSame() throws IOException {
        assertThat(manifests("plain").values())
                .extracting(Manifest::hash)
                .isEqualTo(
                        manifests("plain").values().stream().map(Manifest::hash).toList());
    }

    @Test
    void keepsTheStorageClassThatAVolumeWasMadeWith() throws IOException {
        Manifest before =
                manifestsWith("spark.provisioner.storage-class", "slow").get(Part.VOLUME);
        Manifest after =
                manifestsWith("spark.provisioner.storage-class", "fast").get(Part.VOLUME);

        assertThat(storageClass(after.object())).isEqualTo("fast");
        assertThat(after.hash())
                .isEqualTo(before.hash())
                .isEqualTo(manifests("plain").get(Part.VOLUME).hash());
        assertThat(storageClass(after.over(before.object()))).isEqualTo("slow");
    }

    private static String storageClass(HasMetadata claim) {
        return ((PersistentVolumeClaim) claim).getSpec().getStorageClassName();
    }

    @Test
    void tellsTheLauncherOfAnotherBoundOfProcessesOnly() throws IOException {
        assertThat(environment(manifestsWith("spark.provisioner.processes", "4096")))
                .extracting(EnvVar::getName)
                .doesNotContain("SPARK_PROCESSES");
        assertThat(environment(manifestsWith("spark.provisioner.processes", "20000")))
                .contains(new EnvVar("SPARK_PROCESSES", "20000", null));
    }

    private static List<EnvVar> environment(Map<Part, Manifest> manifests) {
        return ((Deployment) manifests.get(Part.DEPLOYMENT).object())
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv();
    }

    private static Map<Part, Manifest> manifestsWith(String setting, String value) throws IOException {
        JsonNode in = read("plain");
        ((ObjectNode) in).withObject("/settings").put(setting, value);
        return manifests(in);
    }

    @Test
    void tellsNothingOfSecretsInAHash() throws IOException {
        JsonNode in = read("plain");
        var settings = settings(in);
        Order order = order(in);

        assertThat(secret(settings, order, Map.of("A", "secret"), "password").hash())
                .isEqualTo(
                        secret(settings, order, Map.of("A", "other"), "other").hash());
    }

    @Test
    void givesDatabaseUrlNoParameterThatDriversChokeOn() throws IOException {
        assertThat(env("plain", Map.of(), "DATABASE_URL"))
                .isEqualTo("postgresql://s_7f3kq2m6ab:password@10.245.0.1:5432/s_7f3kq2m6ab");
    }

    @Test
    void setsWhatLibpqReads() throws IOException {
        assertThat(env("plain", Map.of(), "PGHOST")).isEqualTo("10.245.0.1");
        assertThat(env("plain", Map.of(), "PGPORT")).isEqualTo("5432");
        assertThat(env("plain", Map.of(), "PGUSER")).isEqualTo("s_7f3kq2m6ab");
        assertThat(env("plain", Map.of(), "PGDATABASE")).isEqualTo("s_7f3kq2m6ab");
        assertThat(env("plain", Map.of(), "PGPASSWORD")).isEqualTo("password");
        assertThat(env("plain", Map.of(), "PGSSLMODE")).isEqualTo("disable");
        assertThat(env("open", Map.of(), "PGSSLMODE")).isEqualTo("require");
        assertThat(env("plain", Map.of(), "SPARK_DATABASE_CONNECTIONS")).isEqualTo("20");
        assertThat(env("open", Map.of(), "PGHOST")).isEqualTo("fd00::5");
    }

    @Test
    void leavesTheOwnerTheirOwnDatabaseAndServer() throws IOException {
        assertThat(env("plain", Map.of("PGDATABASE", "mine"), "PGDATABASE")).isEqualTo("mine");
        assertThat(env("plain", Map.of("PGDATABASE", "mine"), "PGPASSWORD")).isEqualTo("password");
        assertThat(env("plain", Map.of("PGHOST", "elsewhere"), "PGHOST")).isEqualTo("elsewhere");
        assertThat(env("plain", Map.of("PGHOST", "elsewhere"), "PGPASSWORD")).isNull();
        assertThat(env("plain", Map.of("PGSERVICE", "elsewhere"), "PGHOST")).isNull();
    }

    private static @Nullable String env(String name, Map<String, String> owners, String variable) throws IOException {
        JsonNode in = read(name);
        var secret =
                (Secret) secret(settings(in), order(in), owners, "password").object();
        String value = secret.getData().get("env." + variable);
        return value == null ? null : new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    private static Manifest secret(SmallRyeConfig settings, Order order, Map<String, String> env, String password) {
        return SecretManifest.of(
                ID,
                order,
                env,
                password,
                settings.getConfigMapping(ProvisionerConfig.class),
                settings.getConfigMapping(DatabasesConfig.class),
                AUTHORITY);
    }

    private static Map<Part, Manifest> manifests(String name) throws IOException {
        return manifests(read(name));
    }

    private static Map<Part, Manifest> manifests(JsonNode in) {
        SmallRyeConfig settings = settings(in);
        var env = new HashMap<String, String>();
        in.path("env")
                .properties()
                .forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        return new SparkManifests(
                        settings.getConfigMapping(ProvisionerConfig.class),
                        settings.getConfigMapping(DatabasesConfig.class),
                        AUTHORITY)
                .of(ID, order(in), env, "password");
    }

    private static Order order(JsonNode in) {
        SparkSpec plain = Sparks.spec();
        var keys = new ArrayList<String>();
        in.path("authorized_keys").forEach(key -> keys.add(key.asText()));
        return new Order(
                new SparkSpec(
                        in.path("name").asText(plain.name()),
                        in.path("owner").asText(plain.owner()),
                        null,
                        in.path("repo").asText(null),
                        in.path("dotfiles").asText(null),
                        new SparkSpec.Size(
                                in.path("cpu").asText("2"),
                                in.path("memory").asText("4Gi"),
                                in.path("storage").asText("10Gi")),
                        List.of(),
                        Map.of(),
                        null,
                        plain.idleTimeout(),
                        plain.wakePolicy(),
                        List.of()),
                "spark.local/spark:of-before",
                "sealed",
                keys,
                "ada",
                in.path("root_resets").asInt());
    }

    private static SmallRyeConfig settings(JsonNode in) {
        var settings = new HashMap<String, String>();
        settings.put("spark.provisioner.image", "spark.local/spark:dev");
        settings.put("spark.databases.host", "postgres");
        settings.put("spark.databases.port", "5432");
        settings.put("spark.databases.user", "spark_provisioner");
        settings.put("spark.databases.password", "secret");
        settings.put("spark.databases.maintenance-database", "spark");
        settings.put("spark.databases.host-for-sparks", "10.245.0.1");
        settings.put("spark.databases.port-for-sparks", "5432");
        in.path("settings")
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(ProvisionerConfig.class)
                .withMapping(DatabasesConfig.class)
                .withSources(new PropertiesConfigSource(settings, "in", 100))
                .build();
    }

    private static JsonNode read(String name) throws IOException {
        return Serialization.yamlMapper()
                .readTree(FOLDER.resolve("in-" + name + ".yaml").toFile());
    }

    private static Stream<String> cases(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(prefix))
                    .map(file -> file.substring(prefix.length(), file.length() - ".yaml".length()))
                    .toList()
                    .stream();
        }
    }
}
