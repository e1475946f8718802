package dev.spark.gateway.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.gateway.domain.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Logged events as the API shows them. */
public final class Timeline {

    private static final MessageCodec CODEC = new MessageCodec();
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(Duration.class, new JsonSerializer<>() {
                @Override
                public void serialize(Duration value, JsonGenerator out, SerializerProvider serializers)
                        throws IOException {
                    out.writeString(Durations.format(value));
                }
            }))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Timeline() {}

    /** One line of JSON: what happened, to which spark, when, by whom and because of what. */
    public static String json(LoggedEvent event) {
        try {
            ObjectNode json = JSON.createObjectNode()
                    .put("position", event.position())
                    .put("id", event.envelope().id())
                    .put("type", event.envelope().type())
                    .put("spark_id", event.sparkId())
                    .put("spark_name", event.sparkName())
                    .put(
                            "at",
                            DateTimeFormatter.ISO_INSTANT.format(
                                    event.envelope().time()))
                    .put("actor", event.actor())
                    .put("causation_id", event.envelope().causationId());
            json.set("data", data(event));
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored event is broken", e);
        }
    }

    private static ObjectNode data(LoggedEvent event) throws JsonProcessingException {
        Optional<Message> message;
        try {
            message = CODEC.read(event.body().getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Of a known type, but written by a version whose idea of it differs: shown as it is.
            message = Optional.empty();
        }
        ObjectNode data = message.isPresent()
                ? (ObjectNode) JSON.valueToTree(message.get())
                : (ObjectNode) JSON.readTree(event.body());
        data.remove("type");
        data.remove("spark_id");
        return data;
    }
}
