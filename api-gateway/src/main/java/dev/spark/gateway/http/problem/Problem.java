package dev.spark.gateway.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A refusal or failure, RFC 9457. Described for clients in {@link dev.spark.gateway.http.DescribeApi}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,

        String title,
        int status,

        String detail,

        String code,

        String requestId,

        @Nullable String field,

        @Nullable Integer limit,

        @Nullable Integer retryAfterSeconds,

        @Nullable String traceId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String code, String title, String detail, String requestId) {
        return new Problem("urn:spark:problem:" + code, title, status, detail, code, requestId, null, null, null, null);
    }

    Problem withField(String name) {
        return new Problem(type, title, status, detail, code, requestId, name, limit, retryAfterSeconds, traceId);
    }

    Problem withLimit(int reached) {
        return new Problem(type, title, status, detail, code, requestId, field, reached, retryAfterSeconds, traceId);
    }

    Problem withRetryAfter(int seconds) {
        return new Problem(type, title, status, detail, code, requestId, field, limit, seconds, traceId);
    }

    Problem withTrace(String id) {
        return new Problem(type, title, status, detail, code, requestId, field, limit, retryAfterSeconds, id);
    }
}
