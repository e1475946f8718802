package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What belongs to a purged spark is removed, what nobody knows is only reported. */
@Order(60)
class InventoryST {

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    void removesWhatAPurgedSparkLeftAndReportsTheUnknown() throws SQLException {
        String purged = admin.create("ghost").path("id").asText();
        admin.awaitState(purged, "running", Duration.ofMinutes(2));
        var left = stack.cluster()
                .secrets()
                .inNamespace(Stack.NAMESPACE)
                .withName(secretOf(purged))
                .get();
        admin.purge(purged);
        admin.awaitGone(purged, Duration.ofMinutes(2));
        String unknown = "s-zzzzzzzzzz";
        put(secret(left.getMetadata().getName(), left.getMetadata().getLabels()));
        var labelsOfTheUnknown = new HashMap<>(left.getMetadata().getLabels());
        labelsOfTheUnknown.put("spark.dev/id", unknown);
        put(secret(unknown, labelsOfTheUnknown));
        put(secret("somebodys", Map.of("app", "other")));

        JsonNode report = inventory();

        assertThat(report.toString()).contains(unknown).doesNotContain("somebodys");
        assertThat(stack.objectsOf(purged)).isEmpty();
        assertThat(stack.objectsOf(unknown)).containsExactly("Secret/" + unknown);
        assertThat(stack.cluster()
                        .secrets()
                        .inNamespace(Stack.NAMESPACE)
                        .withName("somebodys")
                        .get())
                .isNotNull();
        for (String name : List.of(unknown, "somebodys")) {
            stack.cluster()
                    .secrets()
                    .inNamespace(Stack.NAMESPACE)
                    .withName(name)
                    .delete();
        }
        assertThat(inventory().toString()).doesNotContain(unknown);
    }

    private String secretOf(String id) {
        return stack.cluster()
                .secrets()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
    }

    private void put(io.fabric8.kubernetes.api.model.Secret secret) {
        stack.cluster().secrets().inNamespace(Stack.NAMESPACE).resource(secret).create();
    }

    private static io.fabric8.kubernetes.api.model.Secret secret(String name, Map<String, String> labels) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    private JsonNode inventory() {
        var operations =
                new Gateway(URI.create("http://127.0.0.1:" + stack.port("provisioner")), stack.secret("ops-token"));
        var answer = operations.post("/ops/inventory", Map.of());
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }
}
