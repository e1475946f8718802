package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What somebody took away or changed by hand is put right, and said. */
@Order(20)
class DriftST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();
    private String id = "";

    @BeforeEach
    void aRunningSpark() {
        JsonNode spark = admin.create("drifter");
        id = spark.path("id").asText();
        admin.awaitState(id, "running", SOON);
    }

    @AfterEach
    void removed() {
        admin.purge(id);
        admin.awaitGone(id, SOON);
    }

    @Test
    void bringsBackADeletedServiceAndDatabaseAndPod() {
        var services = stack.cluster().services().inNamespace(Stack.NAMESPACE);
        List<Service> before = services.withLabel("spark.dev/id", id).list().getItems();
        assertThat(before).hasSize(1);
        services.withName(before.getFirst().getMetadata().getName()).delete();

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(services.withLabel("spark.dev/id", id).list().getItems()).hasSize(1);
            assertThat(admin.eventsOf(id, "spark.repaired.v1")).isPositive();
        });

        stack.cluster()
                .pods()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .delete();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(admin.eventsOf(id, "spark.interrupted.v1")).isEqualTo(1));
        // Who comes while it is being brought back is held until it is.
        stack.spark("exec", "drifter", "--", "true").succeeded();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(admin.eventsOf(id, "spark.started.v1")).isEqualTo(2));
    }

    @Test
    void undoesAChangeOfTheSecretsOwnFields() {
        var secrets = stack.cluster().secrets().inNamespace(Stack.NAMESPACE);
        var secret = secrets.withLabel("spark.dev/id", id).list().getItems().getFirst();
        String name = secret.getMetadata().getName();
        String url = secret.getData().get("env.DATABASE_URL");

        secrets.withName(name).edit(changed -> {
            changed.getData().put("env.DATABASE_URL", "bm93aGVyZQ==");
            return changed;
        });

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(secrets.withName(name).get().getData()).containsEntry("env.DATABASE_URL", url));
    }
}
