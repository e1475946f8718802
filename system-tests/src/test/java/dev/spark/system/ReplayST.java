package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything that was ever said, said again ten times, changes nothing. */
@Order(500)
@Tag("soak")
class ReplayST {

    private static final List<String> TOPICS =
            List.of("spark.commands.provisioning", "spark.commands.lifecycle", "spark.events", "spark.activity");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    void changesNothingWhenAllTopicsAreReplayedTenTimes() {
        String living = create("steady");
        String dead = create("passed");
        String mortal = create("mortal");
        ask(mortal, "extend", Map.of("ttl", "1m"));
        ask(living, "sleep", Map.of());
        admin.awaitState(living, "asleep", PATIENCE);
        ask(living, "wake", Map.of());
        admin.awaitState(living, "running", PATIENCE);
        ask(living, "extend", Map.of("ttl", "9d"));
        assertThat(admin.delete("/v1/sparks/" + living).status()).isEqualTo(202);
        admin.awaitState(living, "trashed", PATIENCE);
        ask(living, "undelete", Map.of());
        admin.awaitState(living, "asleep", PATIENCE);
        ask(living, "wake", Map.of());
        admin.awaitState(living, "running", PATIENCE);
        admin.purge(dead);
        admin.awaitGone(dead, PATIENCE);
        // It expires and is brought back: what was said of its end is no longer so.
        admin.awaitState(mortal, "trashed", PATIENCE);
        ask(mortal, "undelete", Map.of());
        admin.awaitState(mortal, "asleep", PATIENCE);
        Map<String, JsonNode> before = lasting(living, mortal);
        Map<String, List<JsonNode>> events = events(living, mortal, dead);
        String pod = onlyPod(living);

        for (String topic : TOPICS) {
            List<ConsumerRecord<byte[], byte[]>> all = readAll(topic);
            assertThat(all).isNotEmpty();
            for (int i = 0; i < 10; i++) {
                sendAll(all);
            }
        }
        // What comes after the replay is acted on, so the replay has been read.
        String after = create("after");

        assertThat(lasting(living, mortal)).isEqualTo(before);
        assertThat(events(living, mortal, dead)).isEqualTo(events);
        assertThat(onlyPod(living)).isEqualTo(pod);
        assertThat(stack.objectsOf(dead)).isEmpty();
        assertThat(stack.databasesOf(dead)).isEmpty();
        List.of(living, mortal, after).forEach(id -> admin.purge(id));
        List.of(living, mortal, after).forEach(id -> admin.awaitGone(id, PATIENCE));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stack.databasesOf("s-")).isEmpty());
    }

    private String create(String name) {
        String id = admin.create(name).path("id").asText();
        admin.awaitState(id, "running", PATIENCE);
        return id;
    }

    private void ask(String id, String what, Map<String, ?> how) {
        assertThat(admin.post("/v1/sparks/" + id + "/" + what, how).status()).isIn(200, 202);
    }

    /** The sparks without what is measured of them all the time. */
    private Map<String, JsonNode> lasting(String... ids) {
        return each(
                ids,
                id -> ((ObjectNode) admin.get("/v1/sparks/" + id).body())
                        .remove(List.of("last_active_at", "sleeps_at")));
    }

    private Map<String, List<JsonNode>> events(String... ids) {
        return each(ids, admin::events);
    }

    private static <T> Map<String, T> each(String[] ids, Function<String, T> of) {
        return Stream.of(ids).collect(Collectors.toMap(Function.identity(), of));
    }

    private String onlyPod(String id) {
        var pods = stack.cluster()
                .pods()
                .inNamespace(Stack.NAMESPACE)
                .withLabel("spark.dev/id", id)
                .list()
                .getItems();
        assertThat(pods).hasSize(1);
        return pods.getFirst().getMetadata().getUid();
    }

    private List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    private void sendAll(List<ConsumerRecord<byte[], byte[]>> records) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            records.forEach(record -> producer.send(
                    new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers())));
            producer.flush();
        }
    }
}
