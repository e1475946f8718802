package dev.spark.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Message headers as a column keeps them: a JSON object of texts. */
public final class Headers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Headers() {}

    public static String write(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers cannot be written", e);
        }
    }

    public static Map<String, String> read(String column) {
        try {
            return JSON.readValue(column, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored headers are broken", e);
        }
    }
}
