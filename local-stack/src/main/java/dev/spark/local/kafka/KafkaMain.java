package dev.spark.local.kafka;

import dev.spark.local.LogFile;
import java.nio.file.Path;

/**
 * Kafka as a process of its own: {@code KafkaMain DATA-FOLDER PORT}. Prints one line when it takes requests, logs to
 * {@code kafka.log} beside the data folder, and ends on SIGTERM within a second or two.
 */
public final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: KafkaMain DATA-FOLDER PORT");
            System.exit(2);
        }
        var folder = Path.of(args[0]).toAbsolutePath();
        LogFile.insteadOfConsole(folder.resolveSibling("kafka.log"));
        try {
            run(new EmbeddedKafka(folder, Integer.parseInt(args[1])));
        } catch (RuntimeException e) {
            System.err.println("Kafka did not start: " + e);
            System.exit(1);
        }
    }

    private static void run(EmbeddedKafka kafka) {
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "shutdown"));
        kafka.start();
        System.out.println("Kafka takes requests at " + kafka.bootstrapServers());
        kafka.awaitShutdown();
    }
}
