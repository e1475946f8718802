package dev.spark.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.Decoded;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Messages as records of Kafka, and back. */
final class Wire {

    static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final MessageCodec CODEC = new MessageCodec();

    private Wire() {}

    /** As the gateway says it now. */
    static ProducerRecord<byte[], byte[]> record(String topic, Message message) {
        Encoded encoded = CODEC.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(message.getClass()),
                        "spark/gateway",
                        message.sparkId().value(),
                        Instant.now(),
                        "00-" + TRACE + "-00f067aa0ba902b7-01",
                        null),
                message);
        var record = new ProducerRecord<>(topic, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    static Message message(ConsumerRecord<byte[], byte[]> record) {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        Decoded decoded = CODEC.decode(new String(record.key(), UTF_8), headers, record.value());
        assertThat(decoded).isInstanceOf(Decoded.Readable.class);
        return ((Decoded.Readable) decoded).message();
    }
}
