package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is killed, and wherever, in the middle of a create or a delete: every accepted command has exactly one outcome,
 * nothing is there twice and nothing is left over.
 */
class DKillMatrixST {

    /** A service has to come back and do its work within 10 s; a pod takes some seconds of its own. */
    private static final Duration SERVICE_RECOVERS = Duration.ofSeconds(10 + 15);

    private static final Duration BROKER_OR_DATABASE_RECOVERS = Duration.ofSeconds(30 + 15);
    private static final Duration API_SERVER_RECOVERS = Duration.ofSeconds(60 + 15);

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
        stack.awaitReady(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @MethodSource("pointsOfCreate")
    void survivesACrashInACreate(String failpoint) {
        Path armed = stack.arm(failpoint);

        String id = admin.create("phoenix").path("id").asText();

        await(failpoint + " was passed").atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(armed));
        admin.awaitState(id, "running", SERVICE_RECOVERS);
        isThereOnce(id);
        delete(id, SERVICE_RECOVERS);
    }

    @ParameterizedTest
    @MethodSource("pointsOfDelete")
    void survivesACrashInADelete(String failpoint) {
        String id = admin.create("ashes").path("id").asText();
        admin.awaitState(id, "running", SERVICE_RECOVERS);

        Path armed = stack.arm(failpoint);
        delete(id, SERVICE_RECOVERS);

        assertThat(armed).as(failpoint + " was passed").doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "provisioner", "kafka", "postgres", "kube-apiserver", "etcd"})
    void survivesTheLossOfAPart(String part) {
        Duration limit = switch (part) {
            case "gateway", "provisioner" -> SERVICE_RECOVERS;
            case "kafka", "postgres" -> BROKER_OR_DATABASE_RECOVERS;
            default -> API_SERVER_RECOVERS;
        };
        // At several moments of a create, and once in a delete.
        List<String> ids = Stream.of(0, 150, 600)
                .map(milliseconds -> {
                    String id = admin.create("part-" + milliseconds).path("id").asText();
                    after(milliseconds);
                    stack.kill(part);
                    admin.awaitState(id, "running", limit);
                    isThereOnce(id);
                    return id;
                })
                .toList();
        ids.forEach(id -> await().atMost(limit)
                .ignoreExceptions()
                .until(() -> admin.delete("/v1/sparks/" + id).status() == 202));
        stack.kill(part);
        ids.forEach(id -> {
            admin.awaitGone(id, limit);
            isGone(id);
        });
    }

    private static void after(int milliseconds) {
        await().pollDelay(Duration.ofMillis(milliseconds + 1L)).until(() -> true);
    }

    private void delete(String id, Duration limit) {
        await("deletion accepted")
                .atMost(limit)
                .ignoreExceptions()
                .until(() -> List.of(202, 404)
                        .contains(admin.delete("/v1/sparks/" + id).status()));
        admin.awaitGone(id, limit);
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
        await("nothing is left of " + id)
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(stack.objectsOf(id)).isEmpty();
                    assertThat(stack.databasesOf(id)).isEmpty();
                });
        List<JsonNode> events = admin.events(id);
        assertThat(events)
                .filteredOn(event -> event.path("type").asText().equals("spark.purged.v1"))
                .hasSize(1);
    }
}
