package dev.spark.kit.inbox;

import dev.spark.events.Decoded;
import dev.spark.events.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of a topic and what it turned out to be. */
record IncomingRecord(ConsumerRecord<byte[], byte[]> source, Map<String, String> headers, Decoded decoded) {

    static IncomingRecord read(MessageCodec codec, ConsumerRecord<byte[], byte[]> source) {
        var headers = new LinkedHashMap<String, String>();
        for (Header header : source.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        String key = source.key() == null ? null : new String(source.key(), StandardCharsets.UTF_8);
        return new IncomingRecord(source, headers, codec.decode(key, headers, source.value()));
    }
}
