package dev.spark.kit;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace a message belongs to, as text: one trace spans call, command, effect and event. */
public final class Traces {

    private static final String TRACEPARENT = "traceparent";
    private static final W3CTraceContextPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private Traces() {}

    /** The current span as a W3C traceparent; null outside any. */
    public static @Nullable String current() {
        if (!Span.current().getSpanContext().isValid()) {
            return null;
        }
        var carrier = new HashMap<String, String>();
        PROPAGATOR.inject(Context.current(), carrier, (map, key, value) -> {
            if (map != null) {
                map.put(key, value);
            }
        });
        return carrier.get(TRACEPARENT);
    }

    /** The context to be a child of; the root context where the text is absent or no traceparent. */
    public static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : PROPAGATOR.extract(Context.root(), Map.of(TRACEPARENT, traceparent), GETTER);
    }
}
