package dev.spark.cli.http;

import dev.spark.cli.bytes.ByteText;
import dev.spark.cli.failure.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path below the gateway's URL, each part percent-encoded as it is added. */
public final class ApiPath {
    private final StringBuilder text;
    private boolean hasQuery;

    private ApiPath(String root) {
        this.text = new StringBuilder(root);
    }

    /** {@code of("sparks", "demo")} is {@code /v1/sparks/demo}. */
    public static ApiPath of(String... segments) {
        var path = new ApiPath("/v1");
        for (var segment : segments) {
            path.text.append('/').append(encode(segment));
        }
        return path;
    }

    /** Adds a query parameter, unless it has no value. */
    public ApiPath with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(hasQuery ? '&' : '?').append(name).append('=').append(encode(value.toString()));
            hasQuery = true;
        }
        return this;
    }

    private static String encode(String value) {
        if (!ByteText.isUtf8(value)) {
            throw Failure.wrongUsage("“" + value + "” is not UTF-8, and the API takes only that", "Give it in UTF-8.");
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
