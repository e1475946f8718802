package dev.spark.local.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that the services meet on, and how they come to be. */
public final class Topics {

    /** All of them, dead-letter topics included. */
    public static final List<Topic> ALL = Stream.of(
                    Topic.keptFor("spark.commands.provisioning", Duration.ofDays(7)),
                    Topic.keptFor("spark.commands.lifecycle", Duration.ofDays(7)),
                    Topic.keptFor("spark.commands.snapshots", Duration.ofDays(7)),
                    Topic.keptForever("spark.events"),
                    Topic.keptFor("spark.activity", Duration.ofDays(1)))
            .flatMap(topic -> Stream.of(topic, topic.deadLetters()))
            .toList();

    private static final long TIMEOUT_SECONDS = 30;

    private Topics() {}

    /** Makes the missing ones on a broker that stands alone. Those that are there stay as they are. */
    public static void createMissing(String bootstrapServers) {
        createMissing(bootstrapServers, (short) 1, 1);
    }

    /** Makes the missing ones. Those that are there stay as they are, also where their settings differ. */
    public static void createMissing(String bootstrapServers, short replicationFactor, int minInSyncReplicas) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var there = admin.listTopics().names().get(TIMEOUT_SECONDS, SECONDS);
            var missing = ALL.stream()
                    .filter(topic -> !there.contains(topic.name()))
                    .map(topic -> newTopic(topic, replicationFactor, minInSyncReplicas))
                    .toList();
            for (var created : admin.createTopics(missing).values().values()) {
                created.get(TIMEOUT_SECONDS, SECONDS);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("the topics cannot be created at " + bootstrapServers, e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka at " + bootstrapServers + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating the topics", e);
        }
    }

    private static NewTopic newTopic(Topic topic, short replicationFactor, int minInSyncReplicas) {
        return new NewTopic(topic.name(), topic.partitions(), replicationFactor)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, topic.retentionMillis(),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(minInSyncReplicas)));
    }
}
