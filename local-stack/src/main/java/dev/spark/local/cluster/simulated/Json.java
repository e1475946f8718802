package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Kubernetes objects as JSON trees. */
final class Json {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private Json() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Reads what we have written ourselves. */
    static ObjectNode stored(byte[] bytes) {
        try {
            return (ObjectNode) JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what a client sent, JSON or YAML. */
    static JsonNode sent(byte[] body) {
        try {
            var json = body.length > 0 && (body[0] == '{' || body[0] == '[');
            return json ? JSON.readTree(body) : YAML.readTree(body);
        } catch (IOException e) {
            throw ApiError.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** Reads an object that a client sent. */
    static ObjectNode sentObject(byte[] body) {
        if (sent(body) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("the body must be an object");
    }

    static ObjectNode metadata(ObjectNode object) {
        return object.withObject("/metadata");
    }

    static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText();
    }

    static String uid(ObjectNode object) {
        return object.path("metadata").path("uid").asText();
    }

    static Map<String, String> labels(ObjectNode object) {
        var labels = new LinkedHashMap<String, String>();
        object.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
