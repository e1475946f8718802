package dev.spark.metrics;

import static dev.spark.testing.KafkaProbe.header;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.spark.events.Activity.UsageMeasured;
import dev.spark.events.Decoded;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.local.FreePort;
import dev.spark.metrics.app.MeasureUsage;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with real Kafka, real PostgreSQL, and a simulated cluster whose node has a kubelet. */
@QuarkusTest
@WithTestResource(value = SparkInfrastructure.class, initArgs = @ResourceArg(name = "service", value = "metrics"))
@WithTestResource(MetricsSettings.class)
class MetricsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final MessageCodec CODEC = new MessageCodec();
    private static final Postgres OURS = Postgres.as("metrics");

    @Inject
    MeasureUsage measureUsage;

    private final SparkId spark = SparkId.random(new SecureRandom());
    private final String database = "d_" + spark.value().substring(2);
    private final KubernetesClient kubernetes = client();
    private final KafkaProbe activity = KafkaProbe.fromNow(Topics.ACTIVITY);

    @BeforeEach
    void aRunningSparkWithADatabase() {
        Postgres.superuser("postgres").execute("create database " + database);
        kubernetes
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("sparks")
                        .endMetadata()
                        .build())
                .serverSideApply();
        run();
        hear(new SparkProvisioned(spark, "image", database, "host"));
    }

    @AfterEach
    void close() {
        kubernetes
                .apps()
                .deployments()
                .inNamespace("sparks")
                .withName(spark.value())
                .delete();
        activity.close();
        kubernetes.close();
        Postgres.superuser("postgres").execute("drop database " + database + " with (force)");
    }

    @Test
    void saysWhatARunningSparkUses() {
        UsageMeasured usage = awaitUsage(each -> each.cpuMillis() != null && each.statements() != null);

        assertThat(usage.cpuMillis()).isZero();
        assertThat(usage.networkBytes()).isZero();
        assertThat(usage.memoryBytes()).isEqualTo(8 << 20);
        assertThat(usage.statements()).isZero();
        assertThat(usage.over()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        assertThat(received()).allSatisfy(record -> {
            assertThat(new String(record.key(), UTF_8)).isEqualTo(spark.value());
            assertThat(header(record, "ce_source")).isEqualTo("spark/metrics");
        });
        assertThat(received()).extracting(record -> header(record, "ce_id")).doesNotHaveDuplicates();
    }

    @Test
    void countsTheStatementsInItsDatabase() throws Exception {
        awaitUsage(usage -> usage.statements() != null && usage.statements() == 0);
        try (Connection connection = Postgres.superuser(database).connect()) {
            // Connecting sets something; after that it is idle.
            UsageMeasured idle = awaitUsage(usage -> usage.statements() != null && usage.statements() == 0, 2);
            assertThat(idle.statements()).isZero();
            assertThat(sessions()).isEqualTo(1);

            Thread sleeping = Thread.ofVirtual().start(() -> execute(connection, "select pg_sleep(7)"));
            awaitUsage(usage -> usage.statements() != null && usage.statements() == 1, 2);
            sleeping.join();
            awaitUsage(usage -> usage.statements() != null && usage.statements() == 0, 2);

            // One that is over when the beat comes.
            execute(connection, "select 1");
            awaitUsage(usage -> usage.statements() != null && usage.statements() == 1);
        }
    }

    @Test
    void countsWhatTheSparksRoleDoesInAnotherDatabase() throws Exception {
        Postgres superuser = Postgres.superuser("postgres");
        superuser.execute("create role " + database + " login password 'secret'");
        try (Connection connection = new Postgres("postgres", database, "secret").connect()) {
            awaitUsage(usage -> usage.statements() != null && usage.statements() == 0, 2);

            Thread sleeping = Thread.ofVirtual().start(() -> execute(connection, "select pg_sleep(5)"));
            awaitUsage(usage -> usage.statements() != null && usage.statements() == 1);
            sleeping.join();
        } finally {
            superuser.execute("drop role " + database);
        }
    }

    @Test
    void saysThatItDoesNotKnowWhereTheKubeletIsOutOfReach() {
        awaitUsage(usage -> usage.cpuMillis() != null);
        given().get("/q/health/well").then().statusCode(200).body("status", equalTo("UP"));
        int answering = kubeletPort();
        try {
            moveKubelet(FreePort.find());
            UsageMeasured unknown = awaitUsage(usage -> usage.memoryBytes() == null && usage.statements() != null, 2);

            assertThat(unknown.cpuMillis()).isNull();
            assertThat(unknown.networkBytes()).isNull();
            given().get("/q/health/well")
                    .then()
                    .statusCode(503)
                    .body("status", equalTo("DOWN"))
                    .body(containsString("node simulated"));
            given().get("/q/health/ready").then().statusCode(200);
        } finally {
            moveKubelet(answering);
        }
        awaitUsage(usage -> usage.cpuMillis() != null && usage.memoryBytes() != null);
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/well").then().statusCode(200));
    }

    @Test
    void measuresEachBeatOnce() throws Exception {
        awaitUsage(usage -> usage.cpuMillis() != null);
        var measured = new AtomicInteger();
        int before = received().size();
        long begun = System.nanoTime();
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                replicas.submit(() -> {
                    while (measured.get() < 2 && System.nanoTime() < begun + SOON.toNanos()) {
                        if (measureUsage.beat()) {
                            measured.incrementAndGet();
                        }
                    }
                });
            }
        }
        await().pollInSameThread().atMost(SOON).until(() -> received().size() >= before + 2);
        int said = received().size() - before;
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);

        // So many beats fit in, and the one that had begun before.
        assertThat(measured).hasPositiveValue();
        assertThat((long) said).isBetween(2L, elapsed.dividedBy(EVERY) + 2);
    }

    @Test
    void leavesTheBeatToTheReplicaThatMeasures() throws Exception {
        awaitUsage(usage -> usage.memoryBytes() != null);
        OURS.execute("update beat set measured_by = 'another', claimed_at = clock_timestamp() + interval '1 hour'");
        Thread.sleep(500); // a beat that had begun ends
        int before = received().size();
        for (int i = 0; i < 10; i++) {
            assertThat(measureUsage.beat()).isFalse();
        }
        assertThat(received()).hasSize(before);

        // It has died: the gap is not made up for, and what it has read is gone on from.
        OURS.execute("update beat set claimed_at = clock_timestamp() - interval '1 hour'");
        await().pollInSameThread().atMost(SOON).until(() -> received().size() > before);
        assertThat(usages().get(before).cpuMillis()).isNotNull();
        assertThat(OURS.value(String.class, "select measured_by from beat")).isNotEqualTo("another");
    }

    @Test
    void forgetsASparkThatRunsNoMore() {
        awaitUsage(usage -> usage.cpuMillis() != null && usage.statements() != null);
        String label = "spark_id=\"" + spark + "\"";
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/metrics")
                        .then()
                        .body(containsString("spark_cpu_cores{" + label))
                        .body(containsString("spark_memory_working_set_bytes{" + label))
                        .body(containsString("spark_network_bytes_total{" + label))
                        .body(containsString("spark_database_statements{" + label))
                        .body(containsString("spark_metrics_node_reading_age_seconds{node=\"simulated\""))
                        .body(containsString("spark_metrics_beat_duration_seconds ")));

        kubernetes
                .apps()
                .deployments()
                .inNamespace("sparks")
                .withName(spark.value())
                .delete();
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/metrics").then().body(not(containsString(label))));
        assertThat(OURS.rows("select 1 from reading where spark_id = ?", spark.value()))
                .isEmpty();
        assertThat(OURS.rows("select 1 from spark_database where spark_id = ?", spark.value()))
                .hasSize(1);

        hear(new SparkPurged(spark));
        await().atMost(SOON)
                .until(() -> OURS.rows("select 1 from spark_database where spark_id = ?", spark.value())
                        .isEmpty());
    }

    @Test
    void mayReadNoSparksDatabase() {
        assertThat(OURS.value(Boolean.class, "select pg_has_role('pg_read_all_stats', 'usage')"))
                .isTrue();
        assertThat(OURS.value(Boolean.class, "select pg_has_role('pg_read_all_data', 'usage')"))
                .isFalse();
        assertThat(OURS.value(
                        Boolean.class,
                        "select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication from pg_roles"
                                + " where rolname = current_user"))
                .isFalse();
    }

    // --- the cluster

    private static KubernetesClient client() {
        try {
            String kubeconfig = Files.readString(Path.of(System.getProperty("kubeconfig")));
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig))
                    .build();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void run() {
        Map<String, String> labels =
                Map.of("app.kubernetes.io/part-of", "spark", "spark.dev/id", spark.value(), "spark.dev/name", "demo");
        kubernetes
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(spark.value())
                        .withNamespace("sparks")
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .withMatchLabels(Map.of("spark.dev/id", spark.value()))
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("spark")
                        .withImage("spark")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    private Node node() {
        return kubernetes.nodes().withName("simulated").get();
    }

    private int kubeletPort() {
        return node().getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort();
    }

    private void moveKubelet(int port) {
        kubernetes
                .nodes()
                .withName("simulated")
                .editStatus(node -> new NodeBuilder(node)
                        .editStatus()
                        .editDaemonEndpoints()
                        .withNewKubeletEndpoint(port)
                        .endDaemonEndpoints()
                        .endStatus()
                        .build());
        assertThat(kubeletPort()).isEqualTo(port);
    }

    // --- the database

    private long sessions() {
        return Postgres.superuser("postgres")
                .value(Long.class, "select count(*) from pg_stat_activity where datname = ?", database);
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- what is said

    private static void hear(SparkEvent event) {
        Encoded encoded = CODEC.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(event.getClass()),
                        "spark/provisioner",
                        event.sparkId().value(),
                        Instant.now(),
                        null,
                        null),
                event);
        var record = new ProducerRecord<>(Topics.EVENTS, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        KafkaProbe.send(record);
    }

    private List<ConsumerRecord<byte[], byte[]>> received() {
        return activity.received().stream()
                .filter(record -> header(record, "ce_subject").equals(spark.value()))
                .toList();
    }

    private List<UsageMeasured> usages() {
        return received().stream().map(MetricsIT::usage).toList();
    }

    private static UsageMeasured usage(ConsumerRecord<byte[], byte[]> record) {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        Decoded decoded = CODEC.decode(new String(record.key(), UTF_8), headers, record.value());
        assertThat(decoded).isInstanceOf(Decoded.Readable.class);
        return (UsageMeasured) ((Decoded.Readable) decoded).message();
    }

    private UsageMeasured awaitUsage(Predicate<UsageMeasured> kind) {
        return awaitUsage(kind, 1);
    }

    /** The last of so many in a row that are said from now on. */
    private UsageMeasured awaitUsage(Predicate<UsageMeasured> kind, int inARow) {
        int before = received().size();
        await("usage of " + spark)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .atMost(SOON)
                .until(() -> {
                    List<UsageMeasured> said = usages();
                    return said.size() >= before + inARow
                            && said.subList(said.size() - inARow, said.size()).stream()
                                    .allMatch(kind);
                });
        return usages().getLast();
    }
}
