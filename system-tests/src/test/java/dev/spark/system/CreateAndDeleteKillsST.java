package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is killed, and wherever, in the middle of a create or a delete: every accepted command has exactly one outcome,
 * nothing is there twice and nothing is left over.
 */
@Order(40)
class CreateAndDeleteKillsST {

    /**
     * So long it may take on the slowest machine. How long it did take is printed: on a quiet one a service is back within 10 s, a
     * broker or a database within 30 s, the API server within 60 s.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    static Stream<String> pointsOfCreate() {
        return Stream.of(
                        Stream.of(
                                "gateway.relay.before-publish",
                                "gateway.relay.after-publish",
                                "gateway.inbox.before-transaction",
                                "gateway.inbox.after-transaction",
                                "provisioner.inbox.before-transaction",
                                "provisioner.inbox.after-transaction",
                                "provisioner.relay.before-publish",
                                "provisioner.relay.after-publish"),
                        around("create-role"),
                        around("create-database"),
                        around("apply-volume"),
                        around("apply-secret"),
                        around("apply-service"),
                        around("apply-network-policy"),
                        around("apply-deployment"),
                        around("store"))
                .flatMap(points -> points);
    }

    static Stream<String> pointsOfDelete() {
        return Stream.of(
                        Stream.of(
                                "gateway.relay.after-publish",
                                "provisioner.inbox.after-transaction",
                                "provisioner.relay.after-publish"),
                        around("drop-database"),
                        around("drop-role"),
                        around("remove-volume"),
                        around("remove-secret"),
                        around("remove-service"),
                        around("remove-network-policy"),
                        around("remove-deployment"),
                        around("store"))
                .flatMap(points -> points);
    }

    private static Stream<String> around(String effect) {
        return Stream.of("provisioner." + effect + ".before", "provisioner." + effect + ".after");
    }

    @AfterEach
    void standsAgain() {
        stack.awaitReady(PATIENCE);
        admin.deleteAll(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway.relay.before-publish",
                "provisioner.inbox.after-transaction",
                "provisioner.create-database.after",
                "provisioner.apply-deployment.before"
            })
    void survivesACrashInACreate(String failpoint) {
        crashInACreate(failpoint);
    }

    @ParameterizedTest
    @Tag("soak")
    @MethodSource("pointsOfCreate")
    void survivesACrashAtAnyPointOfACreate(String failpoint) {
        crashInACreate(failpoint);
    }

    private void crashInACreate(String failpoint) {
        Path armed = stack.arm(failpoint);

        String id = create("phoenix");

        await(failpoint + " was passed").atMost(PATIENCE).until(() -> !Files.exists(armed));
        Recovery.timed(stack, Recovery.partOf(failpoint), failpoint, () -> admin.awaitState(id, "running", PATIENCE));
        isThereOnce(id);
        delete(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"provisioner.drop-database.after", "provisioner.remove-volume.before"})
    void survivesACrashInADelete(String failpoint) {
        crashInADelete(failpoint);
    }

    @ParameterizedTest
    @Tag("soak")
    @MethodSource("pointsOfDelete")
    void survivesACrashAtAnyPointOfADelete(String failpoint) {
        crashInADelete(failpoint);
    }

    private void crashInADelete(String failpoint) {
        String id = create("ashes");
        admin.awaitState(id, "running", PATIENCE);

        Path armed = stack.arm(failpoint);
        Recovery.timed(stack, Recovery.partOf(failpoint), failpoint, () -> delete(id));

        assertThat(armed).as(failpoint + " was passed").doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"provisioner", "kafka"})
    void survivesTheLossOfAPart(String part) {
        losePart(part, 150);
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"gateway", "provisioner", "lifecycle", "kafka", "postgres", "kube-apiserver", "etcd"})
    void survivesTheLossOfAnyPartAtAnyMoment(String part) {
        losePart(part, 0, 150, 600);
    }

    /** @param moments of a create, in milliseconds after it was accepted, at each of which the part is killed; and once in a delete */
    private void losePart(String part, Integer... moments) {
        List<String> ids = Stream.of(moments)
                .map(milliseconds -> {
                    String id = create("part");
                    after(milliseconds);
                    stack.kill(part);
                    Recovery.timed(
                            stack,
                            part,
                            part + " at " + milliseconds + " ms",
                            () -> admin.awaitState(id, "running", PATIENCE));
                    isThereOnce(id);
                    return id;
                })
                .toList();
        ids.forEach(id -> await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> admin.purge(id).status() == 202));
        stack.kill(part);
        Recovery.timed(stack, part, part + " in a delete", () -> ids.forEach(id -> admin.awaitGone(id, PATIENCE)));
        ids.forEach(this::isGone);
    }

    private String create(String name) {
        return admin.create(name + "-" + NAMES.incrementAndGet()).path("id").asText();
    }

    private static void after(int milliseconds) {
        await().pollDelay(Duration.ofMillis(milliseconds + 1L)).until(() -> true);
    }

    private void delete(String id) {
        await("deletion accepted")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> List.of(202, 404).contains(admin.purge(id).status()));
        admin.awaitGone(id, PATIENCE);
        isGone(id);
    }

    private void isThereOnce(String id) {
        List<String> objects = stack.objectsOf(id);
        for (String kind : List.of(
                "Deployment",
                "PersistentVolumeClaim",
                "PersistentVolume",
                "Secret",
                "Service",
                "NetworkPolicy",
                "Pod")) {
            assertThat(objects)
                    .filteredOn(object -> object.startsWith(kind + "/"))
                    .hasSize(1);
        }
        assertThat(stack.databasesOf(id)).hasSize(2);
        assertThat(admin.eventsOf(id, "spark.requested.v1")).isEqualTo(1);
        assertThat(admin.eventsOf(id, "spark.admitted.v1")).isEqualTo(1);
        assertThat(admin.eventsOf(id, "spark.provisioned.v1")).isEqualTo(1);
        assertThat(admin.eventsOf(id, "spark.failed.v1")).isZero();
    }

    private void isGone(String id) {
        await("nothing is left of " + id).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(stack.objectsOf(id)).isEmpty();
            assertThat(stack.databasesOf(id)).isEmpty();
        });
        List<JsonNode> events = admin.events(id);
        assertThat(events)
                .filteredOn(event -> event.path("type").asText().equals("spark.purged.v1"))
                .hasSize(1);
    }
}
