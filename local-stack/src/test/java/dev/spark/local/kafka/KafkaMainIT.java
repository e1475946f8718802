package dev.spark.local.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaMainIT {

    @TempDir
    Path folder;

    private final int port = FreePort.find();
    private final String servers = "127.0.0.1:" + port;
    private Process kafka;

    @AfterEach
    void kill() {
        kafka.destroyForcibly();
    }

    @Test
    void keepsAcknowledgedMessagesOverAKill() throws Exception {
        start();
        Topics.createMissing(servers);
        send("before");

        kafka.destroyForcibly().waitFor();
        start();
        Topics.createMissing(servers);
        send("after");

        assertThat(received(2)).containsExactlyInAnyOrder("before", "after");
    }

    @Test
    void givesTopicsTheirRetention() throws Exception {
        start();
        Topics.createMissing(servers);

        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            assertThat(admin.describeTopics(List.of("spark.events"))
                            .allTopicNames()
                            .get()
                            .get("spark.events")
                            .partitions())
                    .hasSize(12);
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, "spark.events");
            assertThat(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("-1");
        }
    }

    @Test
    void endsOnSigterm() throws Exception {
        start();

        kafka.destroy();

        assertThat(kafka.waitFor(20, SECONDS)).isTrue();
    }

    private void start() throws IOException {
        kafka = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaMain.class.getName(),
                        folder.resolve("kafka").toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(kafka.inputReader().readLine()).isEqualTo("Kafka takes requests at " + servers);
    }

    private void send(String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("spark.events", "key", value)).get(20, SECONDS);
        }
    }

    private List<String> received(int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor("spark.events").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var values = new ArrayList<String>();
            for (var deadline = Instant.now().plusSeconds(20);
                    values.size() < count && Instant.now().isBefore(deadline); ) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
            }
            return values;
        }
    }
}
