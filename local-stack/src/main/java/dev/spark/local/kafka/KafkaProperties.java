package dev.spark.local.kafka;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a lone broker on a small machine. */
final class KafkaProperties {

    private KafkaProperties() {}

    static Properties of(Path folder, int port, int controllerPort) {
        var properties = new Properties();
        identity(properties, folder, port, controllerPort);
        aloneInTheCluster(properties);
        smallMachine(properties);
        quick(properties);
        return properties;
    }

    private static void identity(Properties properties, Path folder, int port, int controllerPort) {
        var broker = "PLAINTEXT://127.0.0.1:" + port;
        var controller = EmbeddedKafka.CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", String.valueOf(EmbeddedKafka.NODE_ID));
        properties.setProperty("controller.quorum.voters", EmbeddedKafka.NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.setProperty("listeners", broker + "," + controller);
        properties.setProperty("advertised.listeners", broker);
        properties.setProperty("controller.listener.names", EmbeddedKafka.CONTROLLER_LISTENER);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", folder.toString());
    }

    private static void aloneInTheCluster(Properties properties) {
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    private static void smallMachine(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "2");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        properties.setProperty("log.cleaner.io.buffer.size", String.valueOf(128 << 10));
        properties.setProperty("log.index.size.max.bytes", String.valueOf(1 << 20));
        properties.setProperty("log.segment.bytes", String.valueOf(64 << 20));
    }

    private static void quick(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("controlled.shutdown.enable", "false");
        properties.setProperty("initial.broker.registration.timeout.ms", "30000");
    }
}
