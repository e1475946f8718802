package dev.spark.provisioner;

import static dev.spark.testing.KafkaProbe.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Sealing;
import dev.spark.testing.Infrastructure;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.PostgresAddress;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The packaged service, killed before and after its effects: whatever it was in the middle of comes to its end after a
 * restart, once. Slow, so only when asked for: a few points with {@code -Dspark.it.crashes=few}, every one with {@code =all}.
 */
@EnabledIfSystemProperty(named = "spark.it.crashes", matches = "few|all")
class CrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final MessageCodec CODEC = new MessageCodec();
    private static final Sealing SEALING = new Sealing(ProvisionerSettings.SEALING_KEY);
    private static final List<String> FEW = List.of(
            "provisioner.create-database.after",
            "provisioner.apply-deployment.after",
            "provisioner.store.after",
            "provisioner.drop-database.after");

    private final Path folder = Path.of("target", "crashes").toAbsolutePath();
    private final KubernetesClient kubernetes = new KubernetesClientBuilder()
            .withConfig(Infrastructure.kubernetes().config())
            .build();
    private final FakeKubelet kubelet = new FakeKubelet(kubernetes);
    private final KafkaProbe events = KafkaProbe.fromNow(Topics.EVENTS);
    private Process service;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder);
        kubernetes
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("sparks")
                        .endMetadata()
                        .build())
                .serverSideApply();
        Postgres.superuser("spark").execute("DROP SCHEMA IF EXISTS provisioner CASCADE");
        Postgres.superuser("spark").execute("CREATE SCHEMA provisioner AUTHORIZATION spark_provisioner");
        kubelet.start();
        service = startService();
    }

    @AfterEach
    void stop() {
        service.destroyForcibly();
        events.close();
        kubelet.close();
        kubernetes.close();
    }

    @TestFactory
    Stream<DynamicTest> comesToTheSameEndAfterAKill() throws IOException {
        boolean all = "all".equals(System.getProperty("spark.it.crashes"));
        return Files.readAllLines(Path.of("src/main/resources/failpoints.txt")).stream()
                .filter(point -> all || FEW.contains(point))
                // Where no container runs there is no set-up to tell of.
                .filter(point -> !point.contains("tell-setup"))
                .map(point -> dynamicTest(point, () -> survives(point)));
    }

    private void survives(String point) throws Exception {
        SparkId spark = SparkId.random(new SecureRandom());
        boolean onRemoval = point.contains(".remove-") || point.contains(".drop-");
        if (!onRemoval) {
            arm(point);
        }
        send(new CreateSpark(
                spark, Sparks.spec(), SEALING.seal(spark, Map.of("A", "b")), List.of("ssh-ed25519 AAAA ada"), "ada"));
        if (!onRemoval) {
            restartAfterItsDeath();
        }
        awaitTold(spark, "spark.started.v1");
        assertThat(kubernetes
                        .apps()
                        .deployments()
                        .inNamespace("sparks")
                        .withName(spark.value())
                        .get())
                .isNotNull();
        if (onRemoval) {
            arm(point);
        }
        send(new DeleteSpark(spark, "ada"));
        if (onRemoval) {
            restartAfterItsDeath();
        }
        awaitTold(spark, "spark.purged.v1");

        assertThat(left(spark)).isEmpty();
        assertThat(told(spark))
                .filteredOn(type -> !type.equals("spark.step-reached.v1"))
                .containsExactly("spark.provisioned.v1", "spark.started.v1", "spark.purged.v1");
        // Published at least once, and with the same id then.
        assertThat(bodies(spark)).hasSameSizeAs(ids(spark));
    }

    private void arm(String point) throws IOException {
        Files.writeString(folder.resolve(point), "");
    }

    private void restartAfterItsDeath() throws InterruptedException, IOException {
        assertThat(service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(137);
        service = startService();
    }

    private Process startService() throws IOException {
        var postgres = Infrastructure.postgres();
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"), Infrastructure.kubernetes().kubeconfig());
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dkafka.bootstrap.servers=" + Infrastructure.kafka(),
                "-Dspark.postgres.host=" + postgres.host(),
                "-Dspark.postgres.port=" + postgres.port(),
                "-Dspark.postgres.password=" + PostgresAddress.password("provisioner"),
                "-Dspark.sealing-key=" + ProvisionerSettings.SEALING_KEY,
                "-Dspark.failpoints=" + folder,
                // The broker gives the partitions of the killed one to the next sooner.
                "-Dmp.messaging.incoming.inbox.session.timeout.ms=6000",
                "-Dquarkus.http.port=0",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar")
                        .toAbsolutePath()
                        .toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("service.log").toFile()));
        return builder.start();
    }

    private List<String> left(SparkId spark) {
        String name = spark.value();
        var left = new ArrayList<String>();
        Stream.of(
                        kubernetes
                                .apps()
                                .deployments()
                                .inNamespace("sparks")
                                .withName(name)
                                .get(),
                        kubernetes
                                .persistentVolumeClaims()
                                .inNamespace("sparks")
                                .withName(name)
                                .get(),
                        kubernetes
                                .secrets()
                                .inNamespace("sparks")
                                .withName(name)
                                .get(),
                        kubernetes
                                .services()
                                .inNamespace("sparks")
                                .withName(name)
                                .get(),
                        kubernetes
                                .network()
                                .v1()
                                .networkPolicies()
                                .inNamespace("sparks")
                                .withName(name)
                                .get())
                .filter(object -> object != null)
                .forEach(object -> left.add(object.getKind()));
        String database = name.replace('-', '_');
        Postgres.superuser("spark")
                .rows(
                        "select datname as name from pg_database where datname = ?"
                                + " union all select rolname from pg_roles where rolname = ?",
                        database,
                        database)
                .forEach(row -> left.add(String.valueOf(row)));
        return left;
    }

    private static void send(ProvisioningCommand command) {
        Encoded encoded = CODEC.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(command.getClass()),
                        "spark/test",
                        command.sparkId().value(),
                        Instant.now(),
                        null,
                        null),
                command);
        var record = new ProducerRecord<byte[], byte[]>(
                Topics.PROVISIONING, null, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        KafkaProbe.send(record);
    }

    private void awaitTold(SparkId spark, String type) {
        await(type + " of " + spark)
                .pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> told(spark).contains(type));
    }

    /** The types, each message once. */
    private List<String> told(SparkId spark) {
        return received(spark)
                .map(record -> Map.entry(header(record, "ce_id"), header(record, "ce_type")))
                .distinct()
                .map(Map.Entry::getValue)
                .toList();
    }

    private List<String> ids(SparkId spark) {
        return received(spark).map(record -> header(record, "ce_id")).distinct().toList();
    }

    /** What was said, each text once. */
    private List<String> bodies(SparkId spark) {
        return received(spark)
                .map(record -> new String(record.value(), UTF_8))
                .distinct()
                .toList();
    }

    private Stream<ConsumerRecord<byte[], byte[]>> received(SparkId spark) {
        return events.received().stream()
                .filter(record -> header(record, "ce_subject").equals(spark.value()));
    }
}
