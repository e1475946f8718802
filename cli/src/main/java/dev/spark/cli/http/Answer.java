package dev.spark.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway answered.
 *
 * @param retryAfter the header of that name, as sent
 */
public record Answer(int status, byte[] body, @Nullable String retryAfter) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return parse(body);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the gateway's answer cannot be read",
                    "Check that SPARK_URL is a Spark gateway's, and that `spark version` fits it.",
                    e);
        }
    }

    /** The body as JSON, or a missing node where it is none. */
    JsonNode jsonIfAny() {
        try {
            return parse(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode parse(byte[] body) throws IOException {
        var tree = JSON.readTree(body);
        return tree == null ? MissingNode.getInstance() : tree;
    }

    /** Reads a JSON text the gateway sent by another way than an answer, such as an event. */
    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
