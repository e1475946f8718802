package dev.spark.lifecycle;

import static dev.spark.testing.KafkaProbe.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spark.events.LifecycleCommand;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.LifecycleCommand.StopSpark;
import dev.spark.events.LifecycleCommand.TrashSpark;
import dev.spark.events.LifecycleCommand.WakeSpark;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkEvent.SparkAsleep;
import dev.spark.events.SparkEvent.SparkDeletionRequested;
import dev.spark.events.SparkEvent.SparkFailed;
import dev.spark.events.SparkEvent.SparkInterrupted;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkEvent.SparkStopped;
import dev.spark.events.SparkEvent.SparkTrashed;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.lifecycle.app.Cluster;
import dev.spark.lifecycle.plan.Observed;
import dev.spark.testing.Infrastructure;
import dev.spark.testing.KafkaProbe;
import dev.spark.testing.Postgres;
import dev.spark.testing.SparkInfrastructure;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with real Kafka, real PostgreSQL and the Kubernetes API that this machine has. */
@QuarkusTest
@WithTestResource(
        value = SparkInfrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "lifecycle"),
            @ResourceArg(name = "kubernetes", value = "true")
        })
@WithTestResource(LifecycleSettings.class)
class LifecycleIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String READY_AFTER = "simulated.spark.dev/ready-after";
    private static final Postgres DATABASE = Postgres.as("lifecycle");

    private final SparkId spark = SparkId.random(new SecureRandom());
    private final KubernetesClient kubernetes = new KubernetesClientBuilder()
            .withConfig(Infrastructure.kubernetes().config())
            .build();
    private final KafkaProbe events = KafkaProbe.fromNow(Topics.EVENTS);

    @Inject
    Cluster cluster;

    @BeforeEach
    void aRunningSpark() {
        kubernetes
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("sparks")
                        .endMetadata()
                        .build())
                .serverSideApply();
        apply(Map.of());
        hear(new SparkProvisioned(spark, "image", "db", "host"));
        await().atMost(SOON).until(() -> state().equals("settled"));
        await().atMost(SOON).until(() -> pods().size() == 1);
    }

    @AfterEach
    void close() {
        deployment().delete();
        events.close();
        kubernetes.close();
    }

    @Test
    void sleepsAndWakes() {
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);
        assertThat(replicas()).isZero();
        assertThat(pods()).isEmpty();

        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkStarted.class, 1);
        assertThat(replicas()).isOne();
        assertThat(pods()).hasSize(1);

        assertThat(told()).containsExactly(new SparkAsleep(spark, "its owner asked for it"), new SparkStarted(spark));
        assertThat(received()).allSatisfy(record -> {
            assertThat(header(record, "traceparent")).contains(Wire.TRACE);
            assertThat(header(record, "ce_source")).isEqualTo("spark/lifecycle");
        });
    }

    @Test
    void touchesTheScaleAndNothingElse() {
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);

        List<ManagedFieldsEntry> managed = deployment().get().getMetadata().getManagedFields();
        assertThat(managed)
                .filteredOn(entry -> entry.getManager().equals("spark-provisioner"))
                .isNotEmpty()
                .noneMatch(entry -> fields(entry).contains("f:replicas"));
        // Older API servers do not note who has scaled.
        assertThat(managed)
                .filteredOn(entry -> entry.getManager().equals("spark-lifecycle"))
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(entry -> fields(entry).equals("{f:spec={f:replicas={}}}"));

        // The provisioner's next apply leaves it asleep.
        apply(Map.of("example.org/note", "changed"));
        staysSo(() -> assertThat(replicas()).isZero());
    }

    @Test
    void stops() {
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);
        send(new StopSpark(spark, "ada"));
        awaitTold(SparkStopped.class, 1);

        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkStarted.class, 1);
    }

    @Test
    void goesToTheTrashForAsLongAsItIsKept() {
        send(new TrashSpark(spark, "ada"));
        awaitTold(SparkTrashed.class, 1);
        assertThat(replicas()).isZero();
        Instant now = DATABASE.value(java.sql.Timestamp.class, "select clock_timestamp()")
                .toInstant();
        assertThat(told())
                .singleElement()
                .isInstanceOfSatisfying(
                        SparkTrashed.class,
                        trashed -> assertThat(trashed.purgeAt())
                                .isBetween(
                                        now.plus(Duration.ofDays(7)).minusSeconds(30), now.plus(Duration.ofDays(7))));

        send(new SleepSpark(spark, "it came out of the trash", "ada"));
        awaitTold(SparkAsleep.class, 1);
        assertThat(told()).last().isEqualTo(new SparkAsleep(spark, "it came out of the trash"));
        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkStarted.class, 1);
    }

    @Test
    void neverRestartsARunningSpark() {
        String pod = pods().getFirst().getMetadata().getUid();
        ProducerRecord<byte[], byte[]> wake = Wire.record(Topics.LIFECYCLE, new WakeSpark(spark, "ada"));
        for (int i = 0; i < 10; i++) {
            KafkaProbe.send(wake);
        }
        for (int i = 0; i < 5; i++) {
            send(new WakeSpark(spark, "ada"));
        }
        await().atMost(SOON).until(() -> round() == 6 && state().equals("settled"));
        staysSo(() ->
                assertThat(pods()).extracting(one -> one.getMetadata().getUid()).containsExactly(pod));
        assertThat(received()).extracting(record -> header(record, "ce_id")).doesNotHaveDuplicates();
    }

    @Test
    void doesWhatWasSaidLast() {
        for (int i = 0; i < 5; i++) {
            send(new SleepSpark(spark, null, "ada"));
            send(new WakeSpark(spark, "ada"));
        }
        send(new SleepSpark(spark, null, "ada"));
        await().atMost(SOON).until(() -> round() == 11 && state().equals("settled"));

        assertThat(replicas()).isZero();
        await().pollInSameThread()
                .atMost(SOON)
                .until(() -> !told().isEmpty() && told().getLast() instanceof SparkAsleep);
    }

    @Test
    void putsOneThatCameBackToSleepAgain() {
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);

        deployment().delete();
        apply(Map.of());
        await().atMost(SOON).until(() -> replicas() == 0 && pods().isEmpty());

        // Nor does somebody else's hand wake or stop it.
        deployment().scale(1);
        await().atMost(SOON).until(() -> replicas() == 0 && pods().isEmpty());
        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkStarted.class, 1);
        deployment().scale(0);
        awaitTold(SparkStarted.class, 2);
        assertThat(told())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("SparkAsleep", "SparkStarted", "SparkInterrupted", "SparkStarted");
    }

    @Test
    void failsOneThatSomebodyScaledDownAndThatDoesNotComeUpAgain() {
        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkStarted.class, 1);
        apply(Map.of(READY_AFTER, "never"));

        deployment().scale(0);

        awaitTold(SparkInterrupted.class, 1);
        awaitTold(SparkFailed.class, 1);
        assertThat(replicas()).isOne();
    }

    @Test
    void doesNotCarryOutAnOrderOnADeploymentThatHasChangedSince() {
        await().atMost(SOON).until(() -> pods().size() == 1);
        Observed old = cluster.observe(spark);
        apply(Map.of("example.org/note", "changed"));

        assertThat(cluster.scale(spark, 0, old)).isFalse();
        assertThat(replicas()).isOne();

        await().atMost(SOON).until(() -> cluster.scale(spark, 1, cluster.observe(spark)));
    }

    @Test
    void failsToWakeAtTheDeadlineAndStillTellsThatItCameUp() {
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);
        apply(Map.of(READY_AFTER, "never"));

        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkFailed.class, 1);
        assertThat(told())
                .last()
                .isInstanceOfSatisfying(
                        SparkFailed.class, failed -> assertThat(failed.step()).isEqualTo("wake"));

        // Tried again, and again in vain; then what was in the way is gone.
        send(new WakeSpark(spark, "ada"));
        awaitTold(SparkFailed.class, 2);
        apply(Map.of());
        awaitTold(SparkStarted.class, 1);
    }

    @Test
    void waitsForTheDeploymentThatIsToBeScaled() {
        deployment().delete();
        await().atMost(SOON).until(() -> pods().isEmpty());
        send(new SleepSpark(spark, null, "ada"));
        staysSo(() -> assertThat(told()).isEmpty());

        apply(Map.of());
        awaitTold(SparkAsleep.class, 1);
        assertThat(replicas()).isZero();
    }

    @Test
    void leavesOneThatIsBeingRemovedAlone() {
        hear(new SparkDeletionRequested(spark, "ada"));
        await().atMost(SOON).until(() -> state().equals("closed"));
        send(new SleepSpark(spark, null, "ada"));
        staysSo(() -> assertThat(replicas()).isOne());
        assertThat(state()).isEqualTo("closed");
        assertThat(told().stream().filter(SparkAsleep.class::isInstance)).isEmpty();
    }

    @Test
    void actsOnACommandThatIsAheadOfTheEvents() {
        DATABASE.execute("delete from spark where id = '" + spark + "'");
        send(new SleepSpark(spark, null, "ada"));
        awaitTold(SparkAsleep.class, 1);
        hear(new SparkProvisioned(spark, "image", "db", "host"));
        staysSo(() -> assertThat(replicas()).isZero());
    }

    // --- the spark

    private void apply(Map<String, String> annotations) {
        Map<String, String> labels =
                Map.of("app.kubernetes.io/part-of", "spark", "spark.dev/id", spark.value(), "spark.dev/name", "demo");
        Deployment wanted = new DeploymentBuilder()
                .withNewMetadata()
                .withName(spark.value())
                .withNamespace("sparks")
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(Map.of("spark.dev/id", spark.value()))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("spark")
                .withImage("spark")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        kubernetes
                .resource(wanted)
                .fieldManager("spark-provisioner")
                .forceConflicts()
                .serverSideApply();
    }

    private RollableScalableResource<Deployment> deployment() {
        return kubernetes.apps().deployments().inNamespace("sparks").withName(spark.value());
    }

    private int replicas() {
        Deployment deployment = deployment().get();
        return deployment == null ? -1 : deployment.getSpec().getReplicas();
    }

    private List<Pod> pods() {
        return kubernetes
                .pods()
                .inNamespace("sparks")
                .withLabel("spark.dev/id", spark.value())
                .list()
                .getItems();
    }

    private static String fields(ManagedFieldsEntry entry) {
        return String.valueOf(entry.getFieldsV1().getAdditionalProperties());
    }

    private String state() {
        return DATABASE.rows("select state from spark where id = ?", spark.value()).stream()
                .map(row -> (String) row.get("state"))
                .findFirst()
                .orElse("unknown");
    }

    private long round() {
        return DATABASE.value(Long.class, "select round from spark where id = ?", spark.value());
    }

    /** Holds now, and for a while: for what must not happen. */
    private static void staysSo(ThrowingRunnable assertion) {
        await().pollInSameThread().during(Duration.ofMillis(500)).atMost(SOON).untilAsserted(assertion);
    }

    // --- what is said

    private void hear(SparkEvent event) {
        KafkaProbe.send(Wire.record(Topics.EVENTS, event));
    }

    private static void send(LifecycleCommand command) {
        KafkaProbe.send(Wire.record(Topics.LIFECYCLE, command));
    }

    private List<ConsumerRecord<byte[], byte[]>> received() {
        return events.received().stream()
                .filter(record -> header(record, "ce_subject").equals(spark.value())
                        && header(record, "ce_source").equals("spark/lifecycle"))
                .toList();
    }

    private List<SparkEvent> told() {
        return received().stream()
                .map(Wire::message)
                .map(SparkEvent.class::cast)
                .toList();
    }

    private void awaitTold(Class<? extends SparkEvent> kind, int times) {
        await(times + " " + kind.getSimpleName() + " of " + spark)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> told().stream().filter(kind::isInstance).count() == times);
    }
}
