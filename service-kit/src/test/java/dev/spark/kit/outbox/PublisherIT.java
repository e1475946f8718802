package dev.spark.kit.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.kafka.EmbeddedKafka;
import dev.spark.local.kafka.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic gets from a publisher whose broker comes back later than it. */
class PublisherIT {

    private static final String TOPIC = dev.spark.events.Topics.EVENTS;
    private static final Duration ROUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void keepsTheOrderWhenTheBrokerComesBackAfterIt() throws Exception {
        int port = freePort();
        // The topic is there before the outage.
        try (var broker = new EmbeddedKafka(folder, port)) {
            Topics.createMissing(broker.start().bootstrapServers());
        }
        var publisher = publisher(port, Duration.ofMillis(300));
        List<ProducerRecord<byte[], byte[]>> records =
                IntStream.range(0, 20).mapToObj(PublisherIT::numbered).toList();
        Publisher.Result during = publisher.sendInOrder(records).await().atMost(ROUND);
        assertThat(during.failure()).isNotNull();
        assertThat(during.outcomes()).containsOnly(Publisher.Outcome.NOT_TAKEN);

        // It returns while a round waits for it.
        var back = CompletableFuture.supplyAsync(
                () -> new EmbeddedKafka(folder, port).start(),
                // of this thread's class loader
                task -> Thread.ofPlatform().start(task));
        try {
            Publisher.Result result;
            int rounds = 0;
            do {
                result = publisher.sendInOrder(records).await().atMost(ROUND);
            } while (result.failure() != null && ++rounds < 100);

            assertThat(result.failure()).isNull();
            assertThat(result.outcomes()).containsOnly(Publisher.Outcome.TAKEN);
            assertThat(firstCopies(port, records.size()))
                    .containsExactlyElementsOf(IntStream.range(0, records.size())
                            .mapToObj(String::valueOf)
                            .toList());
        } finally {
            publisher.stop(new io.quarkus.runtime.ShutdownEvent());
            back.join().close();
        }
    }

    @Test
    void tellsARecordThatIsTooLargeFromThoseAroundIt() throws Exception {
        int port = freePort();
        try (var broker = new EmbeddedKafka(folder, port)) {
            Topics.createMissing(broker.start().bootstrapServers());
            var publisher = publisher(port, ROUND);
            var large = new ProducerRecord<>(TOPIC, "s".getBytes(UTF_8), new byte[3 * 1024 * 1024]);

            Publisher.Result result = publisher
                    .sendInOrder(List.of(numbered(0), large, numbered(1)))
                    .await()
                    .atMost(ROUND);

            assertThat(result.failure()).isNull();
            assertThat(result.outcomes())
                    .containsExactly(Publisher.Outcome.TAKEN, Publisher.Outcome.TOO_LARGE, Publisher.Outcome.TAKEN);
            publisher.stop(new io.quarkus.runtime.ShutdownEvent());
        }
    }

    private static Publisher publisher(int port, Duration patience) {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", "127.0.0.1:" + port);
        settings.put("max.block.ms", patience.toMillis());
        settings.put("reconnect.backoff.max.ms", 100);
        return new Publisher(settings);
    }

    private static ProducerRecord<byte[], byte[]> numbered(int number) {
        return new ProducerRecord<>(
                TOPIC, "s".getBytes(UTF_8), String.valueOf(number).getBytes(UTF_8));
    }

    /** Repeats are no news for a reader of the topic. */
    private static List<String> firstCopies(int port, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", "127.0.0.1:" + port,
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", ByteArrayDeserializer.class);
        try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var seen = new ArrayList<String>();
            long end = System.nanoTime() + ROUND.toNanos();
            while (seen.size() < count && System.nanoTime() - end < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    String text = new String(record.value(), UTF_8);
                    if (!seen.contains(text)) {
                        seen.add(text);
                    }
                });
            }
            return seen;
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
