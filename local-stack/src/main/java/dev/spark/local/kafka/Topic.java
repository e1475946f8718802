package dev.spark.local.kafka;

import java.time.Duration;
import java.util.Optional;

/**
 * A topic of Spark's.
 *
 * @param name its name
 * @param partitions over how many partitions the sparks are spread
 * @param retention how long messages are kept; empty means forever
 */
public record Topic(String name, int partitions, Optional<Duration> retention) {

    static final int PARTITIONS = 12;

    static Topic keptFor(String name, Duration retention) {
        return new Topic(name, PARTITIONS, Optional.of(retention));
    }

    static Topic keptForever(String name) {
        return new Topic(name, PARTITIONS, Optional.empty());
    }

    /** Where messages of this topic go that nobody can read: few, and looked at by people, hence one partition. */
    Topic deadLetters() {
        return new Topic(name + ".dlq", 1, Optional.of(Duration.ofDays(30)));
    }

    /** The value of Kafka's {@code retention.ms}. */
    String retentionMillis() {
        return String.valueOf(retention.map(Duration::toMillis).orElse(-1L));
    }
}
