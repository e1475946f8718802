package dev.spark.provisioner;

import static dev.spark.testing.KafkaProbe.header;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.events.Decoded;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.events.ProvisioningCommand;
import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.DeleteSpark;
import dev.spark.events.ProvisioningCommand.ResetRoot;
import dev.spark.events.ProvisioningCommand.RetrySpark;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkPurged;
import dev.spark.events.SparkEvent.SparkRepaired;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStepReached;
import dev.spark.events.SparkEvent.StepState;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.events.Topics;
import dev.spark.kit.Sealing;
import dev.spark.testing.Infrastructure;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with real Kafka, real PostgreSQL and the Kubernetes API that this machine has. */
@QuarkusTest
@WithTestResource(
        value = SparkInfrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "provisioner"),
            @ResourceArg(name = "kubernetes", value = "true")
        })
@WithTestResource(ProvisionerSettings.class)
class ProvisioningIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final MessageCodec CODEC = new MessageCodec();
    private static final Sealing SEALING = new Sealing(ProvisionerSettings.SEALING_KEY);

    /** Set by {@link ProvisionerSettings}. */
    private Consumer<Boolean> openKubernetes;

    private final SparkId spark = SparkId.random(new SecureRandom());
    private final KubernetesClient kubernetes = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(ProvisionerSettings.kubeconfig()))
            .build();
    private final KafkaProbe events = KafkaProbe.fromNow(Topics.EVENTS);
    private final Postgres superuser = Postgres.superuser("spark");

    /** Where nothing makes pods ready: a control plane without nodes. */
    private final FakeKubelet kubelet = new FakeKubelet(kubernetes);

    @BeforeEach
    void thereIsAPlaceForSparks() {
        kubelet.start();
        kubernetes
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("sparks")
                        .endMetadata()
                        .build())
                .serverSideApply();
        openKubernetes.accept(true);
    }

    @AfterEach
    void close() {
        openKubernetes.accept(true);
        superuser.execute("ALTER ROLE spark_provisioner CREATEDB");
        events.close();
        kubelet.close();
        kubernetes.close();
    }

    @Test
    void buildsASparkAndTellsItsStepsInOrder() throws SQLException {
        send(create());
        awaitEvent(SparkStarted.class);

        assertThat(told().stream()
                        .filter(SparkStepReached.class::isInstance)
                        .map(event -> ((SparkStepReached) event).step() + " " + ((SparkStepReached) event).state()))
                .contains(
                        "database STARTED",
                        "database DONE",
                        "volume STARTED",
                        "volume DONE",
                        "access STARTED",
                        "access DONE",
                        "container STARTED",
                        "container DONE",
                        "ssh STARTED",
                        "ssh DONE")
                .doesNotHaveDuplicates();
        assertThat(told().stream().filter(event -> !(event instanceof SparkStepReached)))
                .containsExactly(
                        new SparkProvisioned(
                                spark,
                                "spark.local/spark:dev",
                                databaseName(),
                                Infrastructure.postgres().host()),
                        new SparkStarted(spark));
        assertThat(received())
                .allSatisfy(record -> assertThat(header(record, "traceparent")).contains(TRACE));
        assertThat(objects().values()).doesNotContainNull();
        assertThat(text(secret(), "authorized_keys")).isEqualTo("ssh-ed25519 AAAA ada\n");
        assertThat(text(secret(), "env.GREETING")).isEqualTo("hello");

        String url = text(secret(), "env.DATABASE_URL");
        assertThat(url).contains(SEALING.databasePassword(spark)).doesNotContain("?");
        assertThat(text(secret(), "env.PGPASSWORD")).isEqualTo(SEALING.databasePassword(spark));
        try (Connection connection = logIn(databaseName(), SEALING.databasePassword(spark))) {
            assertThat(connection.createStatement().execute("create table mine (n int)"))
                    .isFalse();
        }
    }

    @Test
    void keepsSparksOutOfEachOthersDatabases() {
        SparkId other = SparkId.random(new SecureRandom());
        send(create());
        send(create(other));
        awaitEvent(SparkStarted.class);
        awaitEvent(other, SparkStarted.class);

        String password = SEALING.databasePassword(spark);
        for (String database : List.of(other.value().replace('-', '_'), "spark", "template1")) {
            assertThatThrownBy(() -> logIn(database, password).close())
                    .as(database)
                    .hasMessageContaining("permission denied for database");
        }
        assertThat(superuser.rows(
                        "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit"
                                + " from pg_roles where rolname = ?",
                        databaseName()))
                .singleElement()
                .satisfies(role -> assertThat(role.values()).containsExactly(false, true, false, false, false, 20));
    }

    @Test
    void leavesNothingOfADeletedSpark() {
        send(create());
        awaitEvent(SparkStarted.class);
        send(new DeleteSpark(spark, "ada"));
        awaitEvent(SparkPurged.class);

        assertThat(told()).last().isEqualTo(new SparkPurged(spark));
        assertThat(objects().values()).containsOnlyNulls();
        assertThat(databaseExists()).isFalse();
        assertThat(Postgres.as("provisioner").rows("select ordered, parts from spark where id = ?", spark.value()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("ordered", null).containsEntry("parts", "{}"));
    }

    @Test
    void takesNothingAwayThatAPodStillNeedsToEnd() {
        send(create());
        awaitEvent(SparkStarted.class);
        var pod = kubernetes
                .pods()
                .inNamespace("sparks")
                .withLabel("spark.dev/id", spark.value())
                .list()
                .getItems()
                .getFirst();
        hold(pod.getMetadata().getName(), "[\"spark.test/held\"]");
        try {
            send(new DeleteSpark(spark, "ada"));
            await("the pod is asked to end")
                    .atMost(SOON)
                    .until(() -> kubernetes.resource(pod).get().getMetadata().getDeletionTimestamp() != null);
            afterAllBefore();

            assertThat(objects()).doesNotContainValue(null);
            assertThat(databaseExists()).isTrue();
            assertThat(told()).noneMatch(SparkPurged.class::isInstance);
        } finally {
            hold(pod.getMetadata().getName(), "null");
        }
        awaitEvent(SparkPurged.class);
        assertThat(objects().values()).containsOnlyNulls();
        assertThat(databaseExists()).isFalse();
    }

    private void hold(String pod, String finalizers) {
        kubernetes
                .pods()
                .inNamespace("sparks")
                .withName(pod)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"finalizers\": %s}}".formatted(finalizers));
    }

    @Test
    void doesOnceWhatItIsToldTenTimes() {
        ProducerRecord<byte[], byte[]> create = record(create());
        for (int i = 0; i < 10; i++) {
            KafkaProbe.send(create);
        }
        awaitEvent(SparkStarted.class);
        // The same under new ids, as a gateway that lost its memory would send it.
        for (int i = 0; i < 10; i++) {
            send(create());
            send(new RetrySpark(spark, "ada"));
        }
        ProducerRecord<byte[], byte[]> delete = record(new DeleteSpark(spark, "ada"));
        for (int i = 0; i < 10; i++) {
            KafkaProbe.send(delete);
        }
        awaitEvent(SparkPurged.class);
        send(new DeleteSpark(spark, "ada"));
        KafkaProbe.send(create);
        afterAllBefore();

        assertThat(told()).doesNotHaveDuplicates();
        assertThat(received()).extracting(record -> header(record, "ce_id")).doesNotHaveDuplicates();
        assertThat(told()).last().isEqualTo(new SparkPurged(spark));
    }

    @Test
    void purgesWhatItNeverKnewAndCreatesItNoMore() {
        send(new DeleteSpark(spark, "ada"));
        awaitEvent(SparkPurged.class);
        send(create());
        afterAllBefore();

        assertThat(objects().values()).containsOnlyNulls();
        assertThat(databaseExists()).isFalse();
        assertThat(told()).last().isEqualTo(new SparkPurged(spark));
    }

    @Test
    void repairsWhatSomebodyTookAwayOrChanged() {
        send(create());
        awaitEvent(SparkStarted.class);

        kubernetes.services().inNamespace("sparks").withName(spark.value()).delete();
        awaitRepair("service");
        assertThat(objects().get("Service")).isNotNull();

        kubernetes
                .secrets()
                .inNamespace("sparks")
                .withName(spark.value())
                .edit(secret -> secret.edit()
                        .addToData("authorized_keys", Base64.getEncoder().encodeToString("intruder".getBytes(UTF_8)))
                        .build());
        awaitRepair("secret");
        assertThat(text(secret(), "authorized_keys")).isEqualTo("ssh-ed25519 AAAA ada\n");
    }

    @Test
    void takesNoForeignFieldForDamage() {
        send(create());
        awaitEvent(SparkStarted.class);

        kubernetes
                .services()
                .inNamespace("sparks")
                .withName(spark.value())
                .edit(service -> service.edit()
                        .editMetadata()
                        .addToAnnotations("example.org/note", "mine")
                        .endMetadata()
                        .build());
        kubernetes.services().inNamespace("sparks").withName(spark.value()).delete();
        awaitRepair("service");

        assertThat(told().stream().filter(SparkRepaired.class::isInstance)).hasSize(1);
    }

    @Test
    void replacesTheContainerForARootThatIsPutBack() {
        send(create());
        awaitEvent(SparkStarted.class);

        send(new ResetRoot(spark, "ada"));

        await().atMost(SOON).until(() -> rootResets().equals(List.of("1")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told().stream().filter(SparkStarted.class::isInstance))
                        .hasSize(2));
        assertThat(told()).anyMatch(SparkEvent.SparkInterrupted.class::isInstance);
        scale(0);
        send(new ResetRoot(spark, "ada"));
        await().atMost(SOON).until(() -> rootResets().equals(List.of("2")));
        assertThat(told()).noneMatch(SparkFailed.class::isInstance);
    }

    private List<String> rootResets() {
        return kubernetes
                .apps()
                .deployments()
                .inNamespace("sparks")
                .withName(spark.value())
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .stream()
                .filter(variable -> variable.getName().equals("SPARK_ROOT"))
                .map(EnvVar::getValue)
                .toList();
    }

    @Test
    void wakesNobodyAndCallsSleepNoInterruption() {
        send(create());
        awaitEvent(SparkStarted.class);
        scale(0);
        await().atMost(SOON)
                .until(() -> Postgres.as("provisioner")
                        .value(String.class, "select presence from spark where id = ?", spark.value())
                        .equals("RESTING"));
        send(new AuthorizeKeys(spark, List.of("ssh-ed25519 BBBB ada"), "ada"));
        await().atMost(SOON).until(() -> text(secret(), "authorized_keys").contains("BBBB"));
        assertThat(kubernetes
                        .apps()
                        .deployments()
                        .inNamespace("sparks")
                        .withName(spark.value())
                        .get()
                        .getSpec()
                        .getReplicas())
                .isZero();

        scale(1);
        await().atMost(SOON)
                .until(() -> Postgres.as("provisioner")
                        .value(String.class, "select presence from spark where id = ?", spark.value())
                        .equals("RUNNING"));
        // That it runs again is told by whoever woke it.
        assertThat(told().stream().filter(SparkStarted.class::isInstance)).hasSize(1);
        assertThat(told()).noneMatch(SparkEvent.SparkInterrupted.class::isInstance);
        assertThat(told()).noneMatch(SparkRepaired.class::isInstance);
    }

    @Test
    void failsAtOnceWhatCannotBeBuiltAndStillDeletesIt() {
        send(create(spark, new SparkSpec.Size("many", "4Gi", "10Gi")));
        awaitEvent(SparkFailed.class);
        send(new RetrySpark(spark, "ada"));
        await().atMost(SOON)
                .until(() ->
                        told().stream().filter(SparkFailed.class::isInstance).count() == 2);
        send(new DeleteSpark(spark, "ada"));
        awaitEvent(SparkPurged.class);
    }

    @Test
    void failsAtTheDeadlineAndWorksAfterARetry() {
        superuser.execute("ALTER ROLE spark_provisioner NOCREATEDB");
        send(create());
        awaitEvent(SparkFailed.class);
        assertThat(told())
                .contains(
                        new SparkFailed(spark, "database", "the database server refuses (SQLSTATE 42501)"),
                        new SparkStepReached(
                                spark,
                                "database",
                                StepState.STARTED,
                                "Trying again: the database server refuses (SQLSTATE 42501)"))
                .noneMatch(SparkProvisioned.class::isInstance);

        superuser.execute("ALTER ROLE spark_provisioner CREATEDB");
        send(new RetrySpark(spark, "ada"));
        awaitEvent(SparkStarted.class);
        assertThat(databaseExists()).isTrue();
    }

    @Test
    void waitsForAnApiServerThatDoesNotAnswer() {
        openKubernetes.accept(false);
        send(create());
        // An outage does not count: the time by which it is to be built moves on.
        await().atMost(SOON)
                .until(() -> told().stream()
                        .anyMatch(event -> event instanceof SparkStepReached step
                                && step.message().startsWith("Waiting: ")));
        Instant deadline = deadline();
        await().atMost(SOON).until(() -> deadline().isAfter(deadline));
        assertThat(told()).noneMatch(SparkFailed.class::isInstance);

        Instant back = Instant.now();
        openKubernetes.accept(true);
        awaitEvent(SparkStarted.class);
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(60));

        // The watch works again, too.
        kubernetes.services().inNamespace("sparks").withName(spark.value()).delete();
        awaitRepair("service");
    }

    @Test
    void findsAndRemovesWhatIsLeftOfPurgedSparksAndLeavesStrangersAlone() {
        send(create());
        awaitEvent(SparkStarted.class);
        var service = kubernetes
                .services()
                .inNamespace("sparks")
                .withName(spark.value())
                .get();
        send(new DeleteSpark(spark, "ada"));
        awaitEvent(SparkPurged.class);
        SparkId stranger = SparkId.random(new SecureRandom());
        for (SparkId id : List.of(spark, stranger)) {
            kubernetes
                    .resource(service.edit()
                            .withNewMetadata()
                            .withName(id.value())
                            .withNamespace("sparks")
                            .withLabels(service.getMetadata().getLabels())
                            .addToLabels("spark.dev/id", id.value())
                            .endMetadata()
                            .editSpec()
                            .withClusterIP(null)
                            .withClusterIPs((List<String>) null)
                            .endSpec()
                            .build())
                    .create();
        }

        var inventory = given().port(port())
                .header("Authorization", "Bearer " + ProvisionerSettings.OPERATOR)
                .post("/ops/inventory")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(inventory.getList("removed.spark")).contains(spark.value());
        assertThat(inventory.getList("unknown.spark"))
                .contains(stranger.value())
                .doesNotContain(spark.value());
        assertThat(kubernetes
                        .services()
                        .inNamespace("sparks")
                        .withName(spark.value())
                        .get())
                .isNull();
        assertThat(kubernetes
                        .services()
                        .inNamespace("sparks")
                        .withName(stranger.value())
                        .get())
                .isNotNull();
        kubernetes.services().inNamespace("sparks").withName(stranger.value()).delete();
        given().port(port()).post("/ops/inventory").then().statusCode(404);
    }

    @Test
    void restoresALoginThatItsOwnerHasLockedOut() throws SQLException {
        send(create());
        awaitEvent(SparkStarted.class);
        try (Connection connection = logIn(databaseName(), SEALING.databasePassword(spark))) {
            connection.createStatement().execute("alter role current_user password 'mine'");
        }

        // The next inventory finds it; one within two seconds of the database's making trusts what was just made.
        await("repair of the database").pollInSameThread().atMost(SOON).until(() -> {
            given().port(port())
                    .header("Authorization", "Bearer " + ProvisionerSettings.OPERATOR)
                    .post("/ops/inventory")
                    .then()
                    .statusCode(200);
            return told().contains(new SparkRepaired(spark, List.of("database")));
        });
        logIn(databaseName(), SEALING.databasePassword(spark)).close();
    }

    @Test
    void purgesASparkWhoseOwnerMadeItsDatabaseATemplate() throws SQLException {
        send(create());
        awaitEvent(SparkStarted.class);
        as(spark, spark, "alter database %s with is_template true".formatted(databaseName()));

        send(new DeleteSpark(spark, "ada"));

        awaitEvent(SparkPurged.class);
        assertThat(databaseExists()).isFalse();
    }

    @Test
    void purgesASparkThatAnotherHasGrantedSomething() throws SQLException {
        SparkId host = another();
        SparkId third = another();
        send(create());
        awaitEvent(SparkStarted.class);
        as(
                host,
                host,
                "grant connect on database %s to %s with grant option".formatted(databaseName(host), databaseName()),
                "grant connect on database %s to %s with grant option"
                        .formatted(databaseName(host), databaseName(third)),
                "grant all on schema public to " + databaseName(),
                "create table note (n int)",
                "grant all on table note to " + databaseName(),
                "alter default privileges grant all on tables to " + databaseName(),
                "alter database %s set default_transaction_read_only = on".formatted(databaseName(host)),
                "alter database %s set role = %s".formatted(databaseName(host), databaseName(host)));
        as(third, third, "grant connect on database %s to %s".formatted(databaseName(host), databaseName()));
        as(
                spark,
                host,
                "set role none",
                "set default_transaction_read_only = off",
                "grant connect on database %s to %s".formatted(databaseName(host), databaseName(third)),
                "create table gift (n int)",
                "grant references, select on gift to " + databaseName(host));

        send(new DeleteSpark(spark, "ada"));

        awaitEvent(SparkPurged.class);
        assertThat(databaseExists()).isFalse();
        as(host, host, "table note", "table gift");
        as(third, host, "select 1");
    }

    @Test
    void purgesASparkThoughItsRoleCannotBeDroppedYet() throws SQLException {
        SparkId host = another();
        send(create());
        awaitEvent(SparkStarted.class);
        as(
                host,
                host,
                "create table note (n int)",
                "grant all on table note to " + databaseName(),
                "alter database %s with connection limit 0".formatted(databaseName(host)));

        send(new DeleteSpark(spark, "ada"));

        awaitEvent(SparkPurged.class);
        assertThat(superuser.value(Boolean.class, "select rolcanlogin from pg_roles where rolname = ?", databaseName()))
                .isFalse();
        assertThat(inventory().getList("remaining.spark")).contains(spark.value());
        superuser.execute("alter database %s with connection limit 20".formatted(databaseName(host)));
        assertThat(inventory().getList("removed.spark")).contains(spark.value());
        assertThat(databaseExists()).isFalse();
    }

    @Test
    void waitsForNobodyWhoIsAboutToGrantAPurgedSparkSomething() throws SQLException {
        SparkId host = another();
        send(create());
        awaitEvent(SparkStarted.class);
        try (Connection connection = logIn(host, host)) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("grant connect on database %s to %s".formatted(databaseName(host), databaseName()));

            send(new DeleteSpark(spark, "ada"));

            awaitEvent(SparkPurged.class);
        }
        assertThat(inventory().getList("removed.spark")).contains(spark.value());
        assertThat(databaseExists()).isFalse();
    }

    private SparkId another() {
        SparkId other = SparkId.random(new SecureRandom());
        send(create(other));
        awaitEvent(other, SparkStarted.class);
        return other;
    }

    private static JsonPath inventory() {
        return given().port(port())
                .header("Authorization", "Bearer " + ProvisionerSettings.OPERATOR)
                .post("/ops/inventory")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void tellsTheStepsOfTheOwnersSetUp() {
        assumeTrue(ProvisionerSettings.runsContainers());
        send(create(spark, new SparkSpec.Size("1", "1Gi", "1Gi"), "https://127.0.0.1:1/nothing.git"));
        awaitEvent(SparkStarted.class);

        await().pollInSameThread()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(told().stream()
                                .filter(SparkStepReached.class::isInstance)
                                .map(event ->
                                        ((SparkStepReached) event).step() + " " + ((SparkStepReached) event).state())
                                .filter(step -> step.startsWith("setup")))
                        .containsExactly("setup-cloning STARTED", "setup-cloning FAILED", "setup FAILED"));
        assertThat(told()).noneMatch(SparkFailed.class::isInstance);
    }

    @Test
    void isReadyAndAlive() {
        await().atMost(SOON)
                .untilAsserted(
                        () -> given().port(port()).get("/q/health").then().statusCode(200));
        openKubernetes.accept(false);
        await().atMost(SOON)
                .untilAsserted(
                        () -> given().port(port()).get("/q/health/ready").then().statusCode(503));
        given().port(port()).get("/q/health/live").then().statusCode(200);
    }

    // --- what is sent

    private CreateSpark create() {
        return create(spark);
    }

    private CreateSpark create(SparkId id) {
        return create(id, new SparkSpec.Size("2", "4Gi", "1Gi"));
    }

    private static CreateSpark create(SparkId id, SparkSpec.Size size) {
        return create(id, size, null);
    }

    private static CreateSpark create(SparkId id, SparkSpec.Size size, String repo) {
        SparkSpec plain = Sparks.spec();
        return new CreateSpark(
                id,
                new SparkSpec(
                        plain.name(),
                        plain.owner(),
                        null,
                        repo,
                        null,
                        size,
                        List.of("GREETING"),
                        Map.of(),
                        null,
                        plain.idleTimeout(),
                        plain.wakePolicy(),
                        List.of()),
                SEALING.seal(id, Map.of("GREETING", "hello")),
                List.of("ssh-ed25519 AAAA ada"),
                "ada");
    }

    private static void send(ProvisioningCommand command) {
        KafkaProbe.send(record(command));
    }

    private static ProducerRecord<byte[], byte[]> record(ProvisioningCommand command) {
        Encoded encoded = CODEC.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(command.getClass()),
                        "spark/test",
                        command.sparkId().value(),
                        Instant.now(),
                        "00-" + TRACE + "-00f067aa0ba902b7-01",
                        null),
                command);
        var record = new ProducerRecord<byte[], byte[]>(
                Topics.PROVISIONING, null, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    /** Another spark of the same partition would be better; this one comes and goes behind everything sent before. */
    private void afterAllBefore() {
        for (int i = 0; i < 12; i++) {
            SparkId marker = SparkId.random(new SecureRandom());
            send(new DeleteSpark(marker, "ada"));
            awaitEvent(marker, SparkPurged.class);
        }
    }

    private Instant deadline() {
        return Postgres.as("provisioner")
                .value(java.sql.Timestamp.class, "select deadline from spark where id = ?", spark.value())
                .toInstant();
    }

    private void scale(int replicas) {
        kubernetes
                .apps()
                .deployments()
                .inNamespace("sparks")
                .withName(spark.value())
                .scale(replicas);
    }

    // --- what is told

    private List<ConsumerRecord<byte[], byte[]>> received() {
        return received(spark);
    }

    private List<ConsumerRecord<byte[], byte[]>> received(SparkId id) {
        return events.received().stream()
                .filter(record -> header(record, "ce_subject").equals(id.value()))
                .toList();
    }

    private List<SparkEvent> told() {
        return told(spark);
    }

    private List<SparkEvent> told(SparkId id) {
        var told = new ArrayList<SparkEvent>();
        for (ConsumerRecord<byte[], byte[]> record : received(id)) {
            var headers = new LinkedHashMap<String, String>();
            record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
            Decoded decoded = CODEC.decode(new String(record.key(), UTF_8), headers, record.value());
            assertThat(decoded).isInstanceOf(Decoded.Readable.class);
            Message message = ((Decoded.Readable) decoded).message();
            told.add((SparkEvent) message);
        }
        return told;
    }

    private void awaitEvent(Class<? extends SparkEvent> kind) {
        awaitEvent(spark, kind);
    }

    private void awaitEvent(SparkId id, Class<? extends SparkEvent> kind) {
        await(kind.getSimpleName() + " of " + id)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> told(id).stream().anyMatch(kind::isInstance));
    }

    private void awaitRepair(String part) {
        await("repair of the " + part)
                .pollInSameThread()
                .atMost(SOON)
                .until(() -> told().contains(new SparkRepaired(spark, List.of(part))));
    }

    // --- what is there

    private Map<String, HasMetadata> objects() {
        String name = spark.value();
        var objects = new LinkedHashMap<String, HasMetadata>();
        objects.put(
                "Deployment",
                kubernetes
                        .apps()
                        .deployments()
                        .inNamespace("sparks")
                        .withName(name)
                        .get());
        objects.put(
                "PersistentVolumeClaim",
                kubernetes
                        .persistentVolumeClaims()
                        .inNamespace("sparks")
                        .withName(name)
                        .get());
        objects.put(
                "Secret",
                kubernetes.secrets().inNamespace("sparks").withName(name).get());
        objects.put(
                "Service",
                kubernetes.services().inNamespace("sparks").withName(name).get());
        objects.put(
                "NetworkPolicy",
                kubernetes
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace("sparks")
                        .withName(name)
                        .get());
        Stream.of(kubernetes
                        .pods()
                        .inNamespace("sparks")
                        .withLabel("spark.dev/id", name)
                        .list()
                        .getItems())
                .flatMap(List::stream)
                .forEach(pod -> objects.put("Pod", pod));
        return objects;
    }

    private Secret secret() {
        return kubernetes
                .secrets()
                .inNamespace("sparks")
                .withName(spark.value())
                .get();
    }

    private static String text(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), UTF_8);
    }

    private String databaseName() {
        return databaseName(spark);
    }

    private static String databaseName(SparkId id) {
        return id.value().replace('-', '_');
    }

    private boolean databaseExists() {
        return superuser.value(
                Boolean.class,
                "select exists (select from pg_database where datname = ?) or exists (select from pg_roles where rolname = ?)",
                databaseName(),
                databaseName());
    }

    /** Executes statements as a spark in a spark's database. */
    private static void as(SparkId who, SparkId where, String... statements) throws SQLException {
        try (Connection connection = logIn(who, where);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection logIn(SparkId who, SparkId where) throws SQLException {
        return Infrastructure.postgres().connect(databaseName(where), databaseName(who), SEALING.databasePassword(who));
    }

    private Connection logIn(String database, String password) throws SQLException {
        var postgres = Infrastructure.postgres();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + database,
                databaseName(),
                password);
    }

    private static int port() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("quarkus.http.test-port", Integer.class);
    }
}
