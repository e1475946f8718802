package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.system.Gateway.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A hundred people at once, ten slots to run in, fifty places in all. */
@Order(30)
class QuotaST {

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    void runsTenQueuesFortyInOrderAndRefusesFifty() throws Exception {
        assertThat(admin.get("/v1/sparks").body().path("items")).isEmpty();
        admin.call("PUT", "/v1/quota", Map.of("running", 10, "total", 50));

        List<Answer> answers;
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = IntStream.range(0, 100)
                    .<Callable<Answer>>mapToObj(i -> () -> admin.post("/v1/sparks", spark("crowd-%03d".formatted(i))))
                    .toList();
            answers = people.invokeAll(calls).stream()
                    .map(done -> done.resultNow())
                    .toList();
        }

        var refused = answers.stream().filter(answer -> answer.status() != 202).toList();
        assertThat(refused).hasSize(50).allSatisfy(answer -> {
            assertThat(answer.code()).isEqualTo("quota_exceeded");
            assertThat(answer.body().path("limit").asInt()).isEqualTo(50);
        });
        List<JsonNode> sparks = living();
        assertThat(sparks).hasSize(50);
        List<JsonNode> queued = sparks.stream()
                .filter(spark -> spark.path("state").asText().equals("queued"))
                .sorted(Comparator.comparing(
                        spark -> spark.path("queue_position").asInt()))
                .toList();
        assertThat(queued).hasSize(40);
        assertThat(queued)
                .extracting(spark -> spark.path("queue_position").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
        await("ten run")
                .atMost(Duration.ofMinutes(3))
                .until(() -> inState("running").size() == 10);
        assertThat(inState("queued")).hasSize(40);
        assertThat(stack.cluster().pods().inNamespace(Stack.NAMESPACE).list().getItems())
                .hasSize(10);

        // Whoever waits longest is next.
        String first = queued.getFirst().path("id").asText();
        String second = queued.get(1).path("id").asText();
        String leaves = inState("running").getFirst().path("id").asText();
        assertThat(admin.purge(leaves).status()).isEqualTo(202);
        admin.awaitState(first, "running", Duration.ofMinutes(1));
        assertThat(admin.get("/v1/sparks/" + second)
                        .body()
                        .path("queue_position")
                        .asInt())
                .isEqualTo(1);

        // The queue goes first, or deleting the others would let it run.
        inState("queued").forEach(spark -> admin.purge(spark.path("id").asText()));
        living().forEach(spark -> admin.purge(spark.path("id").asText()));
        await("all gone").atMost(Duration.ofMinutes(3)).until(() -> living().isEmpty());
        assertThat(stack.cluster()
                        .persistentVolumeClaims()
                        .inNamespace(Stack.NAMESPACE)
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(stack.databasesOf("s-")).isEmpty();
        JsonNode quota = admin.get("/v1/quota").body();
        assertThat(quota.at("/running/used").asInt()).isZero();
        assertThat(quota.at("/total/used").asInt()).isZero();
        assertThat(quota.path("queued").asInt()).isZero();
    }

    private static Map<String, Object> spark(String name) {
        return Map.of("name", name, "size", Map.of("cpu", "500m", "memory", "256Mi", "storage", "1Gi"));
    }

    private List<JsonNode> living() {
        var items = new ArrayList<JsonNode>();
        StreamSupport.stream(
                        admin.get("/v1/sparks?limit=200").body().path("items").spliterator(), false)
                .forEach(items::add);
        return items;
    }

    private List<JsonNode> inState(String state) {
        return living().stream()
                .filter(spark -> spark.path("state").asText().equals(state))
                .toList();
    }
}
