package dev.spark.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway answered.
 *
 * @param retryAfter the header of that name, as sent
 */
public record Answer(int status, byte[] body, @Nullable String retryAfter) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return Json.parse(body);
        } catch (JsonProcessingException e) {
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
            return Json.parse(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
