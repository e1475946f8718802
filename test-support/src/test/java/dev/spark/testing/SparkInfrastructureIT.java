package dev.spark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SparkInfrastructureIT {

    @Test
    void leadsAServiceToKafkaAndItsSchema() {
        var configuration = start(Map.of("service", "gateway"));

        assertThat(configuration)
                .containsEntry("kafka.bootstrap.servers", Infrastructure.kafka())
                .containsEntry("spark.postgres.database", "spark")
                .containsEntry("spark.postgres.user", "spark_gateway");
        assertThat(Postgres.as("gateway").value(String.class, "SELECT current_schema()"))
                .isEqualTo("gateway");
    }

    @Test
    void emptiesTheServicesSchemaAndNoOther() {
        start(Map.of("service", "gateway"));
        for (var service : new String[] {"gateway", "metrics"}) {
            Postgres.as(service).execute("CREATE TABLE IF NOT EXISTS t (i int)");
        }

        start(Map.of("service", "gateway"));

        assertThat(tables("gateway")).isZero();
        assertThat(tables("metrics")).isOne();
    }

    @Test
    void emptiesTheTopics() {
        start(Map.of());
        KafkaProbe.send(new ProducerRecord<>("spark.events", bytes("old")));

        start(Map.of());
        KafkaProbe.send(new ProducerRecord<>("spark.events", bytes("new")));

        try (var probe = KafkaProbe.fromStart("spark.events")) {
            probe.await(message -> text(message.value()).equals("new"));
            assertThat(probe.received()).hasSize(1);
        }
    }

    @Test
    void showsMessagesByteForByte() {
        try (var probe = KafkaProbe.fromNow("spark.commands.provisioning.dlq")) {
            var message = new ProducerRecord<>("spark.commands.provisioning.dlq", bytes("key"), bytes("{not json"));
            message.headers().add("ce_id", bytes("42"));
            KafkaProbe.send(message);

            var seen = probe.await(each -> KafkaProbe.header(each, "ce_id").equals("42"));

            assertThat(text(seen.key())).isEqualTo("key");
            assertThat(text(seen.value())).isEqualTo("{not json");
        }
    }

    private static Map<String, String> start(Map<String, String> arguments) {
        var infrastructure = new SparkInfrastructure();
        infrastructure.init(arguments);
        return infrastructure.start();
    }

    private static long tables(String schema) {
        return Postgres.superuser("spark")
                .value(Long.class, "SELECT count(*) FROM information_schema.tables WHERE table_schema = ?", schema);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
