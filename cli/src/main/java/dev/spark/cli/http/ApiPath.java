package dev.spark.cli.http;

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
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
