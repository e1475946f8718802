package dev.spark.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void areThoseOfTheArchitecture() {
        var table = Topics.ALL.stream()
                .map(topic -> topic.name() + " " + topic.partitions() + " "
                        + topic.retention().map(kept -> kept.toDays() + "d").orElse("forever"))
                .collect(Collectors.joining("\n"));

        assertThat(table).isEqualTo("""
                        spark.commands.provisioning 12 7d
                        spark.commands.provisioning.dlq 1 30d
                        spark.commands.lifecycle 12 7d
                        spark.commands.lifecycle.dlq 1 30d
                        spark.commands.snapshots 12 7d
                        spark.commands.snapshots.dlq 1 30d
                        spark.events 12 forever
                        spark.events.dlq 1 30d
                        spark.activity 12 1d
                        spark.activity.dlq 1 30d""");
    }
}
