package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a pod uses goes after the pod, and a removal ends, and says what it waits for, whatever becomes of the kubelet. */
@Order(75)
class RemovalST {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void removed() {
        stack.component("kill", "kubelet", "CONT");
        admin.deleteAll(SOON);
    }

    @Test
    void takesNothingAwayFromAPodThatItsNodeHasYetToEndAndSaysSo() {
        String id = running("hanging");
        stack.component("kill", "kubelet", "STOP").succeeded();

        assertThat(admin.purge(id).status()).isEqualTo(202);

        await("it says what it waits for")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(SetUpSteps.step(admin, id, "removing-container")
                                .path("message")
                                .asText())
                        .startsWith("Waiting: pod " + id)
                        .contains("is ending"));
        assertThat(stack.objectsOf(id))
                .contains(
                        "Secret/" + id,
                        "PersistentVolumeClaim/" + id,
                        "Service/" + id,
                        "NetworkPolicy/" + id,
                        "Deployment/" + id);
        assertThat(stack.databasesOf(id)).hasSize(2);
        stack.component("kill", "kubelet", "CONT").succeeded();
        admin.awaitGone(id, SOON);
        assertThat(stack.objectsOf(id)).isEmpty();
        assertThat(stack.databasesOf(id)).isEmpty();
    }

    @Test
    void endsThoughTheKubeletIsKilledAndThePodsSecretIsGone() {
        String id = running("orphan");
        stack.component("kill", "kubelet", "STOP").succeeded();
        assertThat(admin.purge(id).status()).isEqualTo(202);
        await("the pod is asked to end")
                .atMost(SOON)
                .until(
                        () -> stack
                                .cluster()
                                .pods()
                                .inNamespace(Stack.NAMESPACE)
                                .withLabel("spark.dev/id", id)
                                .list()
                                .getItems()
                                .stream()
                                .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null));
        stack.cluster().secrets().inNamespace(Stack.NAMESPACE).withName(id).delete();

        stack.component("kill", "kubelet").succeeded();

        admin.awaitGone(id, Duration.ofMinutes(3));
        assertThat(stack.objectsOf(id)).isEmpty();
    }

    private String running(String name) {
        String id = admin.create(name).path("id").asText();
        admin.awaitState(id, "running", SOON);
        return id;
    }
}
