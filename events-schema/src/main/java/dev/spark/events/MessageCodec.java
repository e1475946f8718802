package dev.spark.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads messages: CloudEvents 1.0 in Kafka's binary mode, JSON body in snake_case with the type in it, so that a
 * body alone still tells what it is. Stateless; safe for use by many threads.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents
 *     Kafka protocol binding</a>
 */
public final class MessageCodec {

    /** Body bytes beyond this are not read: nothing we say is that long. */
    public static final int LARGEST_BODY = 1024 * 1024;

    private static final int LONGEST_HEADER = 512;

    /** The years of RFC 3339 have four digits, and databases know no year 0. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final Map<String, Class<? extends Message>> TYPES = typesBelow(Message.class);

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** The wire name of a kind of message. */
    public static String typeOf(Class<? extends Message> kind) {
        return kind.getAnnotation(WireName.class).value();
    }

    /** Every kind of message by its wire name. */
    public static Map<String, Class<? extends Message>> types() {
        return TYPES;
    }

    /** The message's body: JSON with its {@code type}. */
    public byte[] body(Message message) {
        ObjectNode body = json.createObjectNode().put("type", typeOf(message.getClass()));
        body.setAll((ObjectNode) json.valueToTree(message));
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + typeOf(message.getClass()) + " cannot be written", e);
        }
    }

    public Encoded encode(Envelope envelope, Message message) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", envelope.id());
        headers.put("ce_type", envelope.type());
        headers.put("ce_source", envelope.source());
        headers.put("ce_subject", envelope.subject());
        headers.put("ce_time", DateTimeFormatter.ISO_INSTANT.format(envelope.time()));
        headers.put("content-type", "application/json");
        if (envelope.traceparent() != null) {
            headers.put("traceparent", envelope.traceparent());
        }
        if (envelope.causationId() != null) {
            headers.put("ce_causationid", envelope.causationId());
        }
        return new Encoded(message.sparkId().value(), headers, body(message));
    }

    /**
     * Reads a record.
     *
     * @param key the record's key, null where it has none
     * @param headers the record's headers as texts; of a repeated one the last
     * @param body the record's bytes, null for a tombstone
     */
    public Decoded decode(@Nullable String key, Map<String, String> headers, byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            return new Decoded.Unreadable("it has no body");
        }
        if (body.length > LARGEST_BODY) {
            return new Decoded.Unreadable("its body is longer than " + LARGEST_BODY + " bytes");
        }
        for (String name : new String[] {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"}) {
            String value = headers.get(name);
            if (value == null || value.isBlank() || value.length() > LONGEST_HEADER) {
                return new Decoded.Unreadable("header " + name + " is missing, empty or too long");
            }
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (isOurs(header.getKey()) && !isPlain(header.getValue())) {
                return new Decoded.Unreadable("header " + header.getKey() + " is too long or not plain text");
            }
        }
        if (!"1.0".equals(headers.get("ce_specversion"))) {
            return new Decoded.Unreadable("header ce_specversion is not 1.0");
        }
        Envelope envelope;
        try {
            envelope = envelope(headers);
        } catch (DateTimeException e) {
            return new Decoded.Unreadable("header ce_time is no RFC 3339 time");
        }
        if (envelope.time().isBefore(EARLIEST) || envelope.time().isAfter(LATEST)) {
            return new Decoded.Unreadable("header ce_time is no RFC 3339 time");
        }
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (IOException e) {
            return new Decoded.Unreadable("its body is no JSON");
        }
        if (!tree.isObject()) {
            return new Decoded.Unreadable("its body is no JSON object");
        }
        if (!envelope.type().equals(tree.path("type").asText(null))) {
            return new Decoded.Unreadable("the type in its body is not the one in its header");
        }
        Class<? extends Message> kind = TYPES.get(envelope.type());
        return kind == null ? new Decoded.FromTheFuture(envelope) : read(key, envelope, tree, kind);
    }

    /** Reads a body that {@link #body} wrote, from a store of our own. */
    public Optional<Message> read(byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            Class<? extends Message> kind = TYPES.get(tree.path("type").asText(""));
            return kind == null ? Optional.empty() : Optional.of(json.treeToValue(tree, kind));
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored message is broken", e);
        }
    }

    private Decoded read(@Nullable String key, Envelope envelope, JsonNode tree, Class<? extends Message> kind) {
        Message message;
        try {
            message = json.treeToValue(tree, kind);
        } catch (JacksonException e) {
            return new Decoded.Unreadable("its body is no " + envelope.type() + ": " + reason(e));
        }
        String id = message.sparkId().value();
        if (!id.equals(envelope.subject())) {
            return new Decoded.Unreadable("header ce_subject is not the spark in its body");
        }
        if (!id.equals(key)) {
            return new Decoded.Unreadable("its key is not the spark in its body");
        }
        return new Decoded.Readable(envelope, message);
    }

    /** Jackson's words may quote the content; ours name only the field. */
    private static String reason(JacksonException e) {
        return e.getCause() instanceof IllegalArgumentException ours
                ? String.valueOf(ours.getMessage())
                : "a field is missing or of another kind";
    }

    private static boolean isOurs(String header) {
        return header.startsWith("ce_") || header.equals("traceparent");
    }

    /** Short, and without control characters: databases and logs can take it. */
    private static boolean isPlain(String value) {
        return value.length() <= LONGEST_HEADER && value.chars().noneMatch(Character::isISOControl);
    }

    private static Envelope envelope(Map<String, String> headers) {
        return new Envelope(
                header(headers, "ce_id"),
                header(headers, "ce_type"),
                header(headers, "ce_source"),
                header(headers, "ce_subject"),
                Instant.parse(header(headers, "ce_time")),
                headers.get("traceparent"),
                headers.get("ce_causationid"));
    }

    private static String header(Map<String, String> headers, String name) {
        return Require.present(name, headers.get(name));
    }

    private static Map<String, Class<? extends Message>> typesBelow(Class<?> family) {
        var types = new TreeMap<String, Class<? extends Message>>();
        leaves(family).forEach(kind -> {
            if (types.put(typeOf(kind), kind) != null) {
                throw new IllegalStateException("two messages are called " + typeOf(kind));
            }
        });
        return Map.copyOf(types);
    }

    private static Stream<Class<? extends Message>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageCodec::leaves)
                : Stream.of(type.asSubclass(Message.class));
    }
}
