package dev.spark.local.stack;

import dev.spark.local.kafka.KafkaMain;
import dev.spark.local.kafka.Topics;
import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.process.Child;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Kafka, with the topics in it. */
final class KafkaChild implements Child {

    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms32m", "-Xmx192m", "-XX:+ExitOnOutOfMemoryError");

    private final App app;
    private final Path folder;
    private final int port;
    private final Map<String, String> environment;

    KafkaChild(App app, Path folder, int port, Map<String, String> environment) {
        this.app = app;
        this.folder = folder;
        this.port = port;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<String> prepare() {
        return app.runClass(
                KafkaMain.class.getName(),
                OPTIONS,
                List.of(folder.resolve("data").toString(), String.valueOf(port)));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String awaitReady() throws InterruptedException {
        Loopback.awaitListener(port);
        Topics.createMissing("127.0.0.1:" + port);
        return "127.0.0.1:" + port;
    }
}
