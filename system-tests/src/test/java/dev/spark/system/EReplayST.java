package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Everything that was ever said, said again ten times, changes nothing. */
class EReplayST {

    private static final List<String> TOPICS =
            List.of("spark.commands.provisioning", "spark.commands.lifecycle", "spark.events");
    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    void changesNothingWhenAllTopicsAreReplayedTenTimes() {
        String living = admin.create("steady").path("id").asText();
        String dead = admin.create("passed").path("id").asText();
        admin.awaitState(living, "running", Duration.ofMinutes(2));
        admin.awaitState(dead, "running", Duration.ofMinutes(2));
        admin.post("/v1/sparks/" + living + "/sleep", Map.of());
        admin.awaitState(living, "asleep", Duration.ofMinutes(2));
        admin.post("/v1/sparks/" + living + "/wake", Map.of());
        admin.awaitState(living, "running", Duration.ofMinutes(2));
        admin.purge(dead);
        admin.awaitGone(dead, Duration.ofMinutes(2));
        JsonNode before = lasting(living);
        List<JsonNode> eventsBefore = admin.events(living);
        List<JsonNode> eventsOfTheDead = admin.events(dead);
        String pod = onlyPod(living);

        for (String topic : TOPICS) {
            List<ConsumerRecord<byte[], byte[]>> all = readAll(topic);
            assertThat(all).isNotEmpty();
            for (int i = 0; i < 10; i++) {
                sendAll(all);
            }
        }
        // What comes after the replay is acted on, so the replay has been read.
        String after = admin.create("after").path("id").asText();
        admin.awaitState(after, "running", Duration.ofSeconds(120));

        assertThat(lasting(living)).isEqualTo(before);
        assertThat(admin.events(living)).isEqualTo(eventsBefore);
        assertThat(admin.events(dead)).isEqualTo(eventsOfTheDead);
        assertThat(onlyPod(living)).isEqualTo(pod);
        assertThat(stack.objectsOf(dead)).isEmpty();
        assertThat(stack.databasesOf(dead)).isEmpty();
        List.of(living, after).forEach(id -> admin.purge(id));
        List.of(living, after).forEach(id -> admin.awaitGone(id, Duration.ofMinutes(2)));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stack.databasesOf("s-")).isEmpty());
    }

    /** The spark without what is measured of it all the time. */
    private JsonNode lasting(String id) {
        ObjectNode spark = (ObjectNode) admin.get("/v1/sparks/" + id).body();
        return spark.remove(List.of("last_active_at", "sleeps_at"));
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
